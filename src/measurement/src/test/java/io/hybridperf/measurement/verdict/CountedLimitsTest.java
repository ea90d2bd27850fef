package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.SimulatedRun.World;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted is held against what was planned: nothing is lost or won by rounding. */
class CountedLimitsTest extends JudgedSimulatedRun {

  private static final World PERFECT = (_, _) -> Fate.ok(5 * MILLI);

  private SloResult throughput(LoadProfile load, double scale, World world, String slo) {
    return judge(new SimulatedRun(results, load).scale(scale).run(world), slo).results().getFirst();
  }

  @Test
  void aPerfectPeakReachesExactlyThePlannedRate() {
    Random random = new Random(42);
    for (int n = 0; n < 30; n++) {
      double scale = 0.01 + random.nextDouble();
      double rate = random.nextInt(20, 400) / scale;
      int millis = random.nextInt(1_000, 9_999);
      LoadProfile load =
          LoadProfile.empty()
              .warmUp(100, Duration.ofMillis(1_300))
              .constant("peak", rate, Duration.ofMillis(millis))
              .constant("after", 5 / scale, Duration.ofSeconds(2))
              .scaledBy(scale);

      SloResult result =
          throughput(
              load,
              scale,
              PERFECT,
              """
              "t" { metric = throughput, scope = "phase:peak", must-pass = ">= 1 /s", stretch = ">= %s /s", scales = true }
              """
                  .formatted(new BigDecimal(rate).toPlainString()));

      assertThat(result.tier()).as("%s", result).isEqualTo(Tier.STRETCH);
      assertThat(result.samples()).isEqualTo(load.plan().count(1));
      assertThat(result.value() * millis / 1_000)
          .isCloseTo((double) result.samples(), within(1e-6));
    }
  }

  @Test
  void oneRequestThatIsNotAnsweredIsOneTooFew() {
    LoadProfile load =
        LoadProfile.empty()
            .warmUp(50, Duration.ofSeconds(1))
            .constant("peak", 750, Duration.ofSeconds(3));
    String slo = "\"t\" { metric = throughput, scope = \"phase:peak\", must-pass = \">= 750 /s\" }";

    assertThat(throughput(load, 1, PERFECT, slo).value()).isEqualTo(750);
    assertThat(throughput(load, 1, PERFECT, slo).tier()).isEqualTo(Tier.MUST_PASS);
    assertThat(
            throughput(
                    load,
                    1,
                    (arrival, _) -> arrival == 900 ? Fate.of("INTERNAL", MILLI) : Fate.ok(MILLI),
                    slo)
                .tier())
        .isEqualTo(Tier.FAIL);
  }

  @Test
  void nothingIsNotMoreThanNothing() {
    Verdict verdict =
        judge(
            simulate().run((_, _) -> Fate.of("INTERNAL", MILLI)),
            "\"t\" { metric = throughput, scope = \"phase:peak\", must-pass = \"> 0 /s\" }");

    assertThat(verdict.results().getFirst().tier()).isEqualTo(Tier.FAIL);
  }

  @ParameterizedTest
  @CsvSource({"650, 10", "650, 3", "695, 10", "400, 5", "699, 4"})
  void aServerWithALimitIsSaidToHaveThatLimit(int limit, int seconds) {
    LoadProfile load =
        LoadProfile.empty()
            .warmUp(100, Duration.ofMillis(2_370))
            .constant("peak", 700, Duration.ofSeconds(seconds))
            .constant("after", 100, Duration.ofSeconds(3));
    long start = 2_370 * MILLI;
    World limited =
        (_, planned) -> {
          if (planned < start || planned >= start + seconds * SECOND) {
            return Fate.ok(MILLI);
          }
          long due = planned - start;
          return Fate.ok(due * 700 / limit - due + MILLI);
        };

    SloResult whole =
        throughput(
            load,
            1,
            limited,
            "\"t\" { metric = throughput, scope = \"phase:peak\", must-pass = \">= 1 /s\" }");
    SloResult windows =
        throughput(
            load,
            1,
            limited,
            "\"t\" { metric = throughput, scope = \"phase:peak, window:2s\", must-pass = \">= 1 /s\" }");

    // What was on its way for less than a tenth of a second counts.
    assertThat(whole.value()).isBetween(limit * 0.99, limit + 70.0 / seconds);
    assertThat(windows.value()).isBetween(limit * 0.98, limit + 1.0);
  }

  @Test
  void sharesThatReachTheirLimitReachIt() {
    RunLog log =
        simulate()
            .run((arrival, _) -> arrival % 100 < 7 ? Fate.of("INTERNAL", MILLI) : Fate.ok(MILLI));

    Verdict verdict =
        judge(
            log,
            """
            "a" { metric = error-rate, must-pass = "<= 7 %" }
            "b" { metric = error-rate, must-pass = "<= 0.07" }
            "c" { metric = error-rate, must-pass = "< 7 %" }
            "d" { metric = error-rate, scope = "window:2s", must-pass = "<= 8 %" }
            """);

    assertThat(verdict.results())
        .extracting(SloResult::tier)
        .isEqualTo(List.of(Tier.MUST_PASS, Tier.MUST_PASS, Tier.FAIL, Tier.MUST_PASS));
  }
}
