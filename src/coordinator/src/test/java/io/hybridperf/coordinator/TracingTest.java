package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.coordinator.config.SettingException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final long SLOW_MILLIS = 150;

  private static HybridCoordinatorBlockingStub traced(Fixture fixture, String traceparent) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
    return fixture.client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void aSampledRequestAndItsStagesAreSpansOfTheCallersTrace() throws Exception {
    try (SpanCollector collector = SpanCollector.start();
        Fixture fixture =
            Fixture.start("coordinator.tracing.otlp-endpoint = \"" + collector.url() + "\"")) {
      fixture.stores.vectors.delayMillis = SLOW_MILLIS;
      var _ =
          traced(fixture, "00-" + TRACE + "-" + CALLER + "-01")
              .search(
                  query()
                      .setTenantId("t")
                      .setUserId("u")
                      .setGraph(GraphOptions.newBuilder().setRelationships(true))
                      .build());
      var _ = traced(fixture, "00-" + TRACE + "-" + CALLER + "-00").search(query().build());
      var _ = traced(fixture, "nonsense").search(query().setK(3).build());
      var _ = fixture.client().search(query().setK(4).build());
      // What is left is sent at the end.
      fixture.coordinator.close();

      List<SpanCollector.Span> spans = collector.spans();
      SpanCollector.Span request =
          spans.stream()
              .filter(span -> span.name().equals("hybrid.v1.HybridCoordinator/Search"))
              .findFirst()
              .orElseThrow();
      assertThat(spans).hasSize(5).allMatch(span -> span.trace().equals(TRACE));
      assertThat(request.parent()).isEqualTo(CALLER);
      assertThat(spans)
          .filteredOn(span -> span.parent().equals(request.id()))
          .extracting(SpanCollector.Span::name)
          .containsExactlyInAnyOrder("vector", "graph", "policy", "aggregation")
          .hasSize(4);
      assertThat(spans)
          .filteredOn(span -> span.name().equals("vector"))
          .singleElement()
          .satisfies(vector -> {
            assertThat(vector.nanos()).isGreaterThanOrEqualTo(millis(SLOW_MILLIS));
            assertThat(vector.startNanos())
                .isGreaterThanOrEqualTo(request.startNanos() - millis(1));
            assertThat(vector.endNanos()).isLessThanOrEqualTo(request.endNanos() + millis(1));
          });
    }
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void withoutACollectorThereAreNoSpansAndRequestsAreAnswered() {
    try (Fixture fixture = Fixture.start()) {
      assertThat(
              traced(fixture, "00-" + TRACE + "-" + CALLER + "-01")
                  .search(query().build())
                  .getHitsList())
          .isNotEmpty();
    }
  }

  @Test
  void aCollectorThatIsNotThereCostsNoAnswer() {
    try (Fixture fixture =
        Fixture.start("coordinator.tracing.otlp-endpoint = \"http://127.0.0.1:9\"")) {
      assertThat(
              traced(fixture, "00-" + TRACE + "-" + CALLER + "-01")
                  .search(query().build())
                  .getHitsList())
          .isNotEmpty();
    }
  }

  @Test
  void whatIsNoUrlIsRefused() {
    for (String wrong : List.of("localhost:4318", "grpc://localhost:4317", "http://")) {
      assertThatThrownBy(
              () -> Fixture.config("coordinator.tracing.otlp-endpoint = \"" + wrong + "\""))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("coordinator.tracing.otlp-endpoint is " + wrong)
          .hasMessageContaining("http://localhost:4318");
    }
    assertThatThrownBy(
            () -> Fixture.config("coordinator.tracing.otlp-endpoint = \"http://u:p@host\""))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("u:p");
  }
}
