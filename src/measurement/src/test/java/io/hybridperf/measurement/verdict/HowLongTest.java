package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.slo.Tier;
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
                    .formatted(settings))),
        Tier.MUST_PASS);
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
            "planned: too few for \"p99\": 366 answers cannot show it, not if all are fast; 368 would, which is 21 s at this rate, or 1.01 times the rate");
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
                        "slos.p99 { metric = response-time-p99, must-pass = \"< 15 ms\" }")),
                Tier.MUST_PASS))
        .isEmpty();
  }

  private static List<String> ofErrors(double rate, int seconds, Tier gate) {
    return HowLong.lines(
        LoadProfile.empty().constant("steady", rate, Duration.ofSeconds(seconds)),
        Slos.from(
            ConfigFactory.parseString(
                "slos.errors { metric = error-rate, must-pass = \"< 2 %\", target = \"< 0.1 %\" }, confidence = 0.95")),
        gate);
  }

  /** Of none among 183 the upper end is 1.996 %; of none among 3688, 0.09997 %. */
  @Test
  void aShareIsNotShownByAnswersOfWhichNoneFails() {
    assertThat(ofErrors(10, 20, Tier.MUST_PASS)).isEmpty();
    assertThat(ofErrors(10, 18, Tier.MUST_PASS))
        .containsExactly(
            "planned: too few for \"errors\": 180 answers cannot show < 2 %, not if there is none; 183 would, which is 19 s at this rate, or 1.02 times the rate");
    assertThat(ofErrors(10, 20, Tier.TARGET))
        .containsExactly(
            "planned: too few for \"errors\": 200 answers cannot show < 0.1 %, not if there is none; 3688 would, which is 369 s at this rate, or 18.44 times the rate");
  }
}
