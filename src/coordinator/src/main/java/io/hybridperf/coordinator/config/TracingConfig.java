package io.hybridperf.coordinator.config;

import java.net.URI;
import java.util.Optional;

/**
 * Where spans go.
 *
 * @param endpoint the base URL of a collector that takes OTLP over HTTP; empty: no spans are made
 * @param serviceName what the coordinator is called there
 */
public record TracingConfig(Optional<URI> endpoint, String serviceName) {

  static TracingConfig from(ConfigSection tracing) {
    return new TracingConfig(tracing.httpUrl("otlp-endpoint"), tracing.required("service-name"));
  }
}
