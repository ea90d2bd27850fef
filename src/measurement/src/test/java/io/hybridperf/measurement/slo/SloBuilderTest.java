package io.hybridperf.measurement.slo;

import static io.hybridperf.measurement.slo.SloBuilder.slo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class SloBuilderTest {

  private static final SloBuilder WHOLE =
      slo("p99, at \"the\" peak.")
          .metric("response-time-p99")
          .scope("phase:peak, label:hybrid, window:10s")
          .mustPass("< 15 ms")
          .target("< 10 ms")
          .stretch("< 8.7 ms")
          .minSamples(500)
          .scales()
          .notGated("no such machine");

  @Test
  void anObjectiveInJavaIsTheOneThatAConfigurationWouldHave() {
    Slo configured =
        Slos.from(
                ConfigFactory.parseString(
                    """
                    slos {
                      "p99, at \\"the\\" peak." {
                        metric = response-time-p99
                        scope = "phase:peak, label:hybrid, window:10s"
                        must-pass = "< 15 ms"
                        target = "< 10 ms"
                        stretch = "< 8.7 ms"
                        min-samples = 500
                        scales = true
                        gated = false
                        reason = "no such machine"
                      }
                    }
                    """))
            .getFirst();

    assertThat(WHOLE.build()).isEqualTo(configured);
    assertThat(configured.name()).isEqualTo("p99, at \"the\" peak.");
  }

  @Test
  void aBuilderIsLeftAsItWas() {
    SloBuilder errors = slo("errors").metric("error-rate").mustPass("< 2 %");

    assertThat(errors.target("< 1 %").build().thresholds()).hasSize(2);
    assertThat(errors.build().thresholds()).hasSize(1);
    assertThat(errors.build().gated()).isTrue();
  }

  @Test
  void mistakesAreNamedAsThoseOfAConfiguration() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slo("x").mustPass("< 1 %").build())
        .withMessageStartingWith("slos.\"x\".metric is missing; valid are");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slo("x").metric("error-rate").mustPass("1 %").build())
        .withMessageStartingWith("slos.\"x\".must-pass = '1 %': expected a comparison");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slo("x").metric("error-rate").build())
        .withMessageStartingWith("slos.\"x\": has no threshold");
  }

  @Test
  void anObjectiveStandsBesideThoseOfAConfiguration() {
    Config both =
        ConfigFactory.parseString("slos.\"errors\" { metric = error-rate, must-pass = \"< 2 %\" }")
            .withFallback(WHOLE.config());

    assertThat(Slos.from(both)).extracting(Slo::name).containsExactly(WHOLE.name(), "errors");
  }
}
