package io.hybridperf.coordinator.metrics;

import io.hybridperf.coordinator.config.MetricsConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves /metrics. */
public final class MetricsServer implements AutoCloseable {

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HTTPServer server;

  /**
   * Starts to listen.
   *
   * @throws SettingException if the address cannot be used
   */
  public MetricsServer(MetricsConfig config, PrometheusRegistry registry) {
    try {
      this.server =
          HTTPServer.builder()
              .hostname(config.host())
              .port(config.port())
              .executorService(executor)
              .registry(registry)
              .buildAndStart();
    } catch (IOException e) {
      executor.close();
      throw new SettingException(
          "coordinator.metrics: cannot listen on %s:%s (%s); choose another host or port"
              .formatted(config.host(), config.port(), e.getMessage()));
    }
  }

  /** The port listened on. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.stop();
    executor.close();
  }
}
