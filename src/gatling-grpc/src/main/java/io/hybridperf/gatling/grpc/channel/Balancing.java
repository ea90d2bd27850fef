package io.hybridperf.gatling.grpc.channel;

/** Who gets the next call, where there are several addresses. */
public enum Balancing {
  /** Each in turn. */
  ROUND_ROBIN("round_robin", "round_robin"),
  /**
   * The one of two drawn at random that has fewer calls waiting for an answer, as each event loop
   * sees it: gRPC's own policy, which is in {@code grpc-xds}.
   */
  LEAST_REQUEST("least_request", "least_request_experimental");

  private final String key;
  private final String policy;

  Balancing(String key, String policy) {
    this.key = key;
    this.policy = policy;
  }

  /** {@return what settings call it} */
  public String key() {
    return key;
  }

  /** What gRPC calls it. */
  String policy() {
    return policy;
  }
}
