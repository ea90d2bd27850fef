package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.Eventually;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Requests that every store has a part in, and what is answered when all are well. */
final class EveryStore {
  static final Duration PATIENCE = Duration.ofSeconds(Client.PATIENCE_SECONDS);

  /** A complex search of a user who has a policy, past all caches. */
  static final SearchRequest PERSONAL =
      TestData.near(21)
          .setK(8)
          .setTenantId("tenant-004")
          .setUserId("user-2")
          .setGraph(GraphOptions.newBuilder().setRelationships(true))
          .addBypassCaches(Cache.CACHE_RESULT)
          .addBypassCaches(Cache.CACHE_POLICY)
          .addBypassCaches(Cache.CACHE_GRAPH)
          .setReturnVectorCandidates(true)
          .build();

  /** The same, which may be answered without vectors. */
  static final SearchRequest SEEDED =
      PERSONAL.toBuilder().setSeedContentId(TestData.DATASET.films().getFirst().id()).build();

  /** From the seed alone: no vectors, no policy. */
  static final SearchRequest GRAPH_ONLY =
      SearchRequest.newBuilder()
          .setSeedContentId(SEEDED.getSeedContentId())
          .addBypassCaches(Cache.CACHE_GRAPH)
          .build();

  static final Oracle ORACLE = new Oracle(TestData.DATASET, Map.of());

  private EveryStore() {}

  static SearchRequest anonymous(SearchRequest request) {
    return request.toBuilder().clearTenantId().clearUserId().build();
  }

  static Status.Code outcome(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** Waits for an answer that lacks nothing, which must be right. */
  static void assertFullAgain(Client client) throws Exception {
    SearchResponse answer =
        Eventually.get(PATIENCE, () -> full(client, PERSONAL), Optional::isPresent).orElseThrow();
    Answers.assertRight(ORACLE, PERSONAL, answer);
    assertThat(answer.getHitsCount()).isPositive();
  }

  private static Optional<SearchResponse> full(Client client, SearchRequest request) {
    try {
      return Optional.of(client.search(request)).filter(answer -> answer.getDegradedCount() == 0);
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }
}
