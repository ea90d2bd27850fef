package io.hybridperf.suite.hybrid;

import io.hybridperf.gatling.grpc.Grpc;

/** A named request to the coordinator whose method is to be chosen. */
public final class Hybrid {
  private final Grpc wrapped;

  Hybrid(Grpc wrapped) {
    this.wrapped = wrapped;
  }

  /**
   * Searches for content.
   *
   * @return a search that asks for nothing yet
   */
  public SearchActionBuilder search() {
    return new SearchActionBuilder(SearchCall.named(wrapped));
  }

  /**
   * Adds or replaces content.
   *
   * @return the next step
   */
  public IngestActionBuilder ingest() {
    return new IngestActionBuilder(wrapped);
  }

  /**
   * Records what users did with content.
   *
   * @return the next step
   */
  public FeedbackActionBuilder feedback() {
    return new FeedbackActionBuilder(wrapped);
  }
}
