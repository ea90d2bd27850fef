package io.hybridperf.coordinator.config;

/**
 * Where metrics are scraped.
 *
 * @param host the address to bind
 * @param port 0..65535; 0 picks a free one
 */
public record MetricsConfig(String host, int port) {

  static MetricsConfig from(ConfigSection metrics) {
    return new MetricsConfig(metrics.required("host"), metrics.number("port", 0, 65_535));
  }
}
