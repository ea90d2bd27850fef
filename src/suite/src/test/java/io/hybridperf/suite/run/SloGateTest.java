package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.slo.Tier;
import org.junit.jupiter.api.Test;

class SloGateTest {
  private static String row(String name) {
    Slo slo =
        Slos.from(
                ConfigFactory.parseString(
                    """
                    slos."%s" { metric = response-time-p99, must-pass = "< 15 ms" }
                    """
                        .formatted(name)))
            .getFirst();
    return SloGate.name(slo, Tier.MUST_PASS);
  }

  @Test
  void aRowSaysInWordsWhatIsNeeded() {
    assertThat(row("p99 at the peak")).isEqualTo("p99 at the peak, below 15 ms");
  }

  @Test
  void noNameIsTakenForATagByGatling() {
    assertThat(row("<script>alert('&')</script>"))
        .isEqualTo("\u2039script\u203aalert('\uff06')\u2039/script\u203a, below 15 ms");
  }
}
