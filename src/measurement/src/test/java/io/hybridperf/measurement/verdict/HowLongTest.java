package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.Slos;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HowLongTest {
  private static List<String> lines(double rate, int seconds, String settings) {
    return HowLong.lines(
        LoadProfile.empty()
            .warmUp(rate, Duration.ofSeconds(30))
            .constant("steady", rate, Duration.ofSeconds(seconds)),
        Slos.from(
            ConfigFactory.parseString(
                "slos.p99 { metric = response-time-p99, must-pass = \"< 15 ms\", %s }, confidence = 0.95"
                    .formatted(settings))));
  }

  /**
   * Clopper and Pearson: of 10,000 answers, the upper end of 80 is 0.995 %, that of 81 is 1.006 %.
   */
  @Test
  void aPercentileIsShownIfFewAreBeyondItsLimit() {
    assertThat(lines(100, 100, ""))
        .containsExactly(
            "planned: \"p99\" is shown if at most 0.8 % of 10000 answers are slower than a limit, fewer where they come in bursts");
  }

  @Test
  void tooFewAnswersCannotShowItThoughAllAreFast() {
    assertThat(lines(18.3, 20, "min-samples = 1"))
        .containsExactly(
            "planned: too few for \"p99\": 366 answers cannot show it, not if all are fast; raise qps or lengthen it");
    assertThat(lines(18.45, 20, "").getFirst()).contains("at most 0 % of 369 answers");
  }

  @Test
  void fewSecondsCannotShowIt() {
    assertThat(lines(1000, 9, ""))
        .containsExactly(
            "planned: too short for \"p99\": 9 s cannot show it, 10 s are the least; lengthen it");
  }

  @Test
  void whatDoesNotDecideOrIsJudgedByItsValueHasNoLine() {
    assertThat(lines(100, 100, "gated = false, reason = shown")).isEmpty();
    assertThat(lines(100, 100, "scope = \"window:10s\"")).isEmpty();
    assertThat(
            HowLong.lines(
                LoadProfile.empty().constant("steady", 100, Duration.ofSeconds(100)),
                Slos.from(
                    ConfigFactory.parseString(
                        "slos.p99 { metric = response-time-p99, must-pass = \"< 15 ms\" }"))))
        .isEmpty();
  }
}
