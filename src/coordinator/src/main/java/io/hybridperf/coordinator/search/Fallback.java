package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.grpc.StatusException;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;

/** The other way to answer a search by embedding, for when the vector store has no answer. */
final class Fallback {

  private final GraphOnly graphOnly;

  Fallback(GraphOnly graphOnly) {
    this.graphOnly = graphOnly;
  }

  /**
   * Answers from the graph, if the request has a seed or a text and there is time left.
   *
   * @param reason why there are no vectors
   * @param times of what was tried
   * @throws StatusException that reason, if there is no other way either
   */
  SearchResponse search(
      SearchPlan plan, NoVectorsException reason, Deadline deadline, StageTimes times)
      throws StatusException {
    SearchPlan other = plan.withoutVectors().orElseThrow(() -> reason);
    if (deadline.isExpired()) {
      throw reason;
    }
    Answer answer = new Answer(other, times);
    answer.degraded(Stage.STAGE_VECTOR);
    return graphOnly.search(other, deadline, answer);
  }
}
