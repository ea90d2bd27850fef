package io.hybridperf.suite.hybrid;

import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.gatling.grpc.Grpc;
import io.hybridperf.gatling.grpc.UnaryActionBuilder;

/**
 * A named request to the coordinator whose method is to be chosen. What is asked is then said by
 * {@code request("#{attribute}")} or {@code request(session -> ...)}; without, the request is
 * empty.
 */
public final class Hybrid {
  private final Grpc wrapped;

  Hybrid(Grpc wrapped) {
    this.wrapped = wrapped;
  }

  /**
   * Searches for content. Stage times, cache use and degradation of each answer are recorded.
   *
   * @return the next step
   */
  public UnaryActionBuilder<SearchRequest, SearchResponse> search() {
    return wrapped
        .unary(
            HybridCoordinatorGrpc.getSearchMethod(), session -> SearchRequest.getDefaultInstance())
        .values(SearchValues.INSTANCE);
  }

  /**
   * Adds or replaces content.
   *
   * @return the next step
   */
  public UnaryActionBuilder<IngestRequest, IngestResponse> ingest() {
    return wrapped.unary(
        HybridCoordinatorGrpc.getIngestMethod(), session -> IngestRequest.getDefaultInstance());
  }

  /**
   * Records what users did with content.
   *
   * @return the next step
   */
  public UnaryActionBuilder<FeedbackRequest, FeedbackResponse> feedback() {
    return wrapped.unary(
        HybridCoordinatorGrpc.getFeedbackMethod(), session -> FeedbackRequest.getDefaultInstance());
  }
}
