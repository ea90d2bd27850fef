package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpCheckTest {

  private static Optional<String> falling(DoubleStream medians) {
    return WarmUpCheck.stillFalling("median", 10, medians.boxed().toList());
  }

  @Test
  void aSteadyFallIsNoticed() {
    assertThat(falling(IntStream.range(0, 10).mapToDouble(n -> 2e6 * Math.pow(0.9, n))))
        .hasValue("the median service time still fell by 61 % in its last 10 s");
  }

  @Test
  void noTimeFallsByMoreThanAllOfIt() {
    assertThat(falling(IntStream.range(0, 15).mapToDouble(n -> Math.pow(10, 9 - n / 2.0))))
        .hasValue("the median service time still fell by 100 % in its last 15 s");
  }

  @Test
  void aRiseIsNotAFall() {
    assertThat(falling(IntStream.range(0, 15).mapToDouble(n -> 1e6 + 1e5 * n))).isEmpty();
  }

  @Test
  void secondsThatResembleTheirNeighboursAreNotAFall() {
    Random random = new Random(5);
    long noticed =
        IntStream.range(0, 500)
            .mapToObj(_ -> {
              double[] wandering = new double[20];
              double at = 0;
              for (int n = 0; n < wandering.length; n++) {
                at = 0.5 * at + random.nextGaussian() * 0.1;
                wandering[n] = 1e6 * Math.exp(at);
              }
              return falling(DoubleStream.of(wandering));
            })
            .filter(Optional::isPresent)
            .count();

    assertThat(noticed).isLessThan(50);
  }

  @Test
  void noiseIsNotAFall() {
    Random random = new Random(3);
    long noticed =
        IntStream.range(0, 500)
            .mapToObj(_ -> falling(random.doubles(15, 0.9e6, 1.1e6)))
            .filter(Optional::isPresent)
            .count();

    assertThat(noticed).isLessThan(25);
  }

  @Test
  void aSpikeAtTheStartIsNotAFall() {
    DoubleStream spike = IntStream.range(0, 12).mapToDouble(n -> n < 2 ? 5e7 : 1e6 + n % 2 * 1e4);

    assertThat(falling(spike)).isEmpty();
  }

  /** A warm-up of 16 s through which the system gets faster, or does not. */
  private static Verdict judged(Path results, double confidence, boolean falling) {
    LoadProfile profile =
        LoadProfile.empty()
            .warmUp(100, Duration.ofSeconds(16))
            .constant("steady", 100, Duration.ofSeconds(12));
    RunLog log =
        new SimulatedRun(results, profile)
            .run((_, planned) ->
                Fate.ok(10_000_000 - (falling ? Math.min(9_000_000, planned / 2_000) : 0)));
    return Judge.judge(
        log,
        Slos.from(
            ConfigFactory.parseString(
                "confidence = %s, slos.p50 { metric = response-time-p50, must-pass = \"< 1 s\" }"
                    .formatted(confidence))),
        AuditLimits.DEFAULT,
        ExternalMetrics.none());
  }

  @Test
  void aRunWhoseWarmUpEndsTooSoonIsUnsure(@TempDir Path results) {
    Verdict verdict = judged(results, 0.95, true);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.UNSURE);
    assertThat(verdict.reasons().getFirst())
        .startsWith("not steady when it began to be judged: the median service time still fell by");
  }

  @Test
  void whereValuesDecideThatIsANote(@TempDir Path results) {
    Verdict verdict = judged(results, 0, true);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    assertThat(verdict.notes()).anyMatch(note -> note.startsWith("not steady when it began"));
  }

  @Test
  void aSteadyRunPasses(@TempDir Path results) {
    Verdict verdict = judged(results, 0.95, false);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    assertThat(verdict.notes()).isEmpty();
  }

  /** Falls by 27 % in 14 s, in noise so large that no fall is sure. */
  @Test
  void whatFallsIsNotSteadyThoughNoFallIsSure(@TempDir Path results) {
    LoadProfile profile = LoadProfile.empty().warmUp(100, Duration.ofSeconds(14));
    Random random = new Random(11);
    long[] ofSecond =
        random.doubles(14, 0.6, 1.6).mapToLong(noise -> Math.round(1e7 * noise)).toArray();
    RunLog log =
        new SimulatedRun(results, profile)
            .run((_, planned) -> {
              int second = (int) Math.min(13, planned / 1_000_000_000);
              return Fate.ok((long) (ofSecond[second] * Math.exp(-0.05 * second)));
            });
    WarmUpCheck check = WarmUpCheck.over(log, List.of("warm-up"), List.of());

    assertThat(check.stillFalling()).isEmpty();
    assertThat(check.isSteady()).isFalse();
  }

  /** Of a system that gets faster for 45 s. */
  private static boolean steadyAfter(Path results, int seconds) {
    RunLog log =
        new SimulatedRun(results, LoadProfile.empty().warmUp(100, Duration.ofSeconds(seconds)))
            .run((_, planned) ->
                Fate.ok((long) (2e7 * Math.exp(-Math.min(planned / 1e9, 45) / 30))));
    return WarmUpCheck.over(log, List.of("warm-up"), List.of()).isSteady();
  }

  @Test
  void aRestThatIsShortBesideWhatCameBeforeIsNotSteady(@TempDir Path results) {
    assertThat(steadyAfter(results, 65)).isFalse();
    assertThat(steadyAfter(results, 95)).isTrue();
  }

  /** Calls of one label get faster until the end of the warm-up, those of the other do not. */
  private static boolean steady(Path results, String judgedLabel) {
    LoadProfile profile = LoadProfile.empty().warmUp(100, Duration.ofSeconds(14));
    RunLog log =
        new SimulatedRun(results, profile)
            .run((n, planned) ->
                n % 2 == 0
                    ? Fate.ok(1_000_000).labelled("search")
                    : Fate.ok((long) (9e7 * Math.exp(-planned / 5e9))).labelled("write"));
    return WarmUpCheck.over(
            log,
            List.of("warm-up"),
            Slos.from(
                ConfigFactory.parseString(
                    """
                    slos {
                      all { metric = response-time-p99, must-pass = "< 1 s", gated = false, reason = "of no interest" }
                      p99 { metric = response-time-p99, scope = "label:%s", must-pass = "< 1 s" }
                      errors { metric = error-rate, must-pass = "< 1 %%" }
                    }
                    """
                        .formatted(judgedLabel))))
        .isSteady();
  }

  @Test
  void onlyCallsWhoseTimesAreJudgedMustBeSteady(@TempDir Path results) {
    assertThat(steady(results, "search")).isTrue();
    assertThat(steady(results, "write")).isFalse();
  }

  @Test
  void whereNoCallOfAJudgedKindIsMadeAllMustBeSteady(@TempDir Path results) {
    assertThat(steady(results, "other")).isFalse();
  }

  /** Every so many-th call is shed, while the times of the calls stay as they are. */
  private static boolean steadyWhileShedding(Path results, int everyNth) {
    LoadProfile profile = LoadProfile.empty().warmUp(100, Duration.ofSeconds(14));
    AtomicInteger calls = new AtomicInteger();
    RunLog log =
        new SimulatedRun(results, profile)
            .run((_, _) ->
                calls.incrementAndGet() % everyNth == 0
                    ? Fate.of("RESOURCE_EXHAUSTED", 1_000_000)
                    : Fate.ok(1_000_000));
    return WarmUpCheck.over(log, List.of("warm-up"), List.of()).isSteady();
  }

  @Test
  void aSystemThatCannotTakeItsLoadYetIsNotSteady(@TempDir Path results) {
    assertThat(steadyWhileShedding(results, 20)).isFalse();
    assertThat(steadyWhileShedding(results, 100)).isTrue();
  }

  @Test
  void oneThatAnswersNothingWellIsNotWaitedFor(@TempDir Path results) {
    assertThat(steadyWhileShedding(results, 1)).isTrue();
  }

  @Test
  void aRunWithoutAWarmUpSaysSo(@TempDir Path results) {
    LoadProfile cold = LoadProfile.empty().constant("steady", 100, Duration.ofSeconds(2));

    assertThat(WarmUpCheck.of(new SimulatedRun(results, cold).run((_, _) -> Fate.ok(1_000_000))))
        .hasValue("no warm-up: the first seconds are judged with the rest");
  }
}
