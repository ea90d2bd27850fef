package io.hybridperf.coordinator.tracing;

import io.grpc.ServerInterceptor;
import io.hybridperf.coordinator.config.TracingConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to a collector in the background, in batches. Nothing is made for requests that are
 * not traced; and where no collector is configured, nothing at all.
 */
public final class Tracing implements AutoCloseable {
  private static final String NAME = "io.hybridperf.coordinator";
  private static final long CLOSING_SECONDS = 3;

  private final @Nullable SdkTracerProvider provider;

  private Tracing(@Nullable SdkTracerProvider provider) {
    this.provider = provider;
  }

  /**
   * Begins to send where that is configured.
   *
   * @param config where to
   * @return to be closed after the last call
   */
  public static Tracing open(TracingConfig config) {
    return new Tracing(
        config.endpoint().map(url -> provider(url, config.serviceName())).orElse(null));
  }

  private static SdkTracerProvider provider(URI endpoint, String serviceName) {
    String base = endpoint.toString();
    return SdkTracerProvider.builder()
        .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
        .setResource(
            Resource.getDefault()
                .merge(
                    Resource.create(
                        Attributes.of(AttributeKey.stringKey("service.name"), serviceName))))
        .addSpanProcessor(
            BatchSpanProcessor.builder(
                    OtlpHttpSpanExporter.builder()
                        .setEndpoint(base + (base.endsWith("/") ? "" : "/") + "v1/traces")
                        .build())
                .build())
        .build();
  }

  /** {@return what a server needs for it; none if nothing is sent} */
  public List<ServerInterceptor> interceptors() {
    return TraceInterceptor.of(provider == null ? null : provider.get(NAME));
  }

  /** Sends what is left, for a few seconds at most. */
  @Override
  public void close() {
    if (provider != null) {
      provider.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
  }
}
