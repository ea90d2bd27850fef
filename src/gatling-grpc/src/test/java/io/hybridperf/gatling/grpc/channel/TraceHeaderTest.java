package io.hybridperf.gatling.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceHeaderTest {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final int CALLS = 20_000;

  @Test
  void aShareOfTheCallsHasATraceOfItsOwn() {
    TraceHeader header = TraceHeader.open(() -> 0.25);
    Set<String> traces = new HashSet<>();
    int traced = 0;
    for (int n = 0; n < CALLS; n++) {
      Metadata headers = new Metadata();
      String trace = header.addTo(headers);
      String sent = headers.get(KEY);
      if (trace.isEmpty()) {
        assertThat(sent).isNull();
      } else {
        traced++;
        traces.add(trace);
        assertThat(sent).matches("00-" + trace + "-[0-9a-f]{16}-01");
        assertThat(trace).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
      }
    }

    assertThat(traced / (double) CALLS).isBetween(0.22, 0.28);
    assertThat(traces).hasSize(traced);
  }

  @Test
  void allHaveOneOrNone() {
    double[] share = {1};
    TraceHeader header = TraceHeader.open(() -> share[0]);
    for (int n = 0; n < 100; n++) {
      assertThat(header.addTo(new Metadata())).isNotEmpty();
    }
    // From one call to the next.
    share[0] = 0;
    for (int n = 0; n < 100; n++) {
      Metadata headers = new Metadata();
      assertThat(header.addTo(headers)).isEmpty();
      assertThat(headers.keys()).isEmpty();
    }
  }

  @Test
  void whatIsNoShareIsRefused() {
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> GrpcProtocolBuilder.DEFAULT.traceShare(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("traceShare is " + share);
    }
  }
}
