package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.RunLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BurstsTest {
  private static final long MILLI = 1_000_000;
  private static final Recovery.Target TARGET = new Recovery.Target(15 * MILLI, 0.02, 0.02, 0.02);
  private static final LoadProfile TWO_BURSTS =
      LoadProfile.empty()
          .warmUp(100, seconds(2))
          .constant("baseline", 100, seconds(10))
          .repeat(
              2,
              cycle ->
                  cycle
                      .ramp("ramp-up", 100, 200, seconds(2))
                      .constant("peak", 200, seconds(5))
                      .ramp("ramp-down", 200, 100, seconds(2))
                      .constant("recovery", 100, seconds(10)));

  /** When the second peak ends, in seconds from the plan's start. */
  private static final double SECOND_PEAK_ENDS = 2 + 10 + 19 + 7;

  @TempDir Path results;

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private RunLog run(SimulatedRun.World world) {
    return new SimulatedRun(results, TWO_BURSTS).run(world);
  }

  private static boolean isPeak(double second) {
    return (second >= 14 && second < 19) || (second >= 33 && second < SECOND_PEAK_ENDS);
  }

  /**
   * Slow until the first burst; each peak takes 12 ms, and the base rate after it what is given.
   */
  private List<Bursts.Burst> afterColdBaseline(long millisAfter) {
    return Bursts.in(
        run((_, planned) ->
            Fate.ok(
                planned < 12e9 ? 20 * MILLI : (isPeak(planned / 1e9) ? 12 : millisAfter) * MILLI)),
        TARGET,
        1);
  }

  @Test
  void aBaselineThatIsSlowerThanThePeakGivesWayToTheBaseRateAfterIt() {
    assertThat(afterColdBaseline(4))
        .allMatch(Bursts.Burst::coldBaseline)
        .allSatisfy(burst -> {
          assertThat(burst.toBaseline().orElseThrow()).isEqualTo(0.6, within(0.02));
          assertThat(burst.peakToBaseline().orElseThrow()).isEqualTo(3, within(0.05));
        });
  }

  @Test
  void aSystemThatIsFasterAtItsPeakThanBeforeAndAfterItIsFaster() {
    assertThat(afterColdBaseline(14).getFirst().peakToBaseline().orElseThrow())
        .isEqualTo(12.0 / 14, within(0.02));
  }

  @Test
  void aSystemThatDoesNotComeBackSaysNothingOfAColdBaseline() {
    assertThat(afterColdBaseline(18))
        .allMatch(Bursts.Burst::coldBaseline)
        .allSatisfy(burst -> assertThat(burst.peakToBaseline()).isEmpty());
  }

  @Test
  void whatComesBeforeItIsWellAgainIsNotTheBaseRate() {
    RunLog log =
        run((_, planned) -> {
          double since = planned / 1e9 - SECOND_PEAK_ENDS;
          boolean late = since > 0 && since < 6;
          return Fate.ok(
              (planned < 12e9 ? 20 : isPeak(planned / 1e9) ? 12 : late ? 40 : 4) * MILLI);
        });

    assertThat(Bursts.in(log, TARGET, 1).getLast().peakToBaseline().orElseThrow())
        .isEqualTo(3, within(0.05));
  }

  @Test
  void aWarmBaselineIsWhatAPeakIsComparedWithHoweverFastTheRestIs() {
    RunLog log =
        run((_, planned) ->
            Fate.ok((planned < 12e9 ? 11 : isPeak(planned / 1e9) ? 12 : 3) * MILLI));

    assertThat(Bursts.in(log, TARGET, 1))
        .noneMatch(Bursts.Burst::coldBaseline)
        .allSatisfy(burst ->
            assertThat(burst.peakToBaseline().orElseThrow()).isEqualTo(12.0 / 11, within(0.02)));
  }

  @Test
  void theCycleThatRecoversLateIsSeenAndSoIsItsPeak() {
    RunLog log =
        run((_, planned) -> {
          double second = planned / 1e9;
          boolean slow =
              (second >= SECOND_PEAK_ENDS && second < SECOND_PEAK_ENDS + 6) || isPeak(second);
          return Fate.ok(slow ? 40 * MILLI : 4 * MILLI);
        });

    List<Bursts.Burst> bursts = Bursts.in(log, TARGET, 1);

    assertThat(bursts).extracting(Bursts.Burst::phase).containsExactly("peak", "peak-2");
    assertThat(bursts.getFirst().peakToBaseline().orElseThrow()).isEqualTo(10, within(0.2));
    assertThat(bursts.getFirst().recoverySeconds().orElseThrow()).isLessThanOrEqualTo(1);
    assertThat(bursts.getLast().recoverySeconds().orElseThrow()).isBetween(6.0, 7.0);
    assertThat(bursts.getLast().observedSeconds()).isEqualTo(12, within(0.5));
  }

  @Test
  void aRelapseCounts() {
    RunLog log =
        run((_, planned) -> {
          double since = planned / 1e9 - SECOND_PEAK_ENDS;
          return since > 8 && since < 8.5 ? Fate.of("UNAVAILABLE", MILLI) : Fate.ok(MILLI);
        });

    assertThat(Bursts.in(log, TARGET, 1).getLast().recoverySeconds().orElseThrow())
        .isBetween(8.5, 10.0);
  }

  @Test
  void whatIsNotBackByTheEndHasNoRecoveryTime() {
    RunLog log =
        run((_, planned) -> Fate.ok(planned / 1e9 > SECOND_PEAK_ENDS ? 40 * MILLI : MILLI));

    assertThat(Bursts.in(log, TARGET, 1).getLast().recoverySeconds()).isEmpty();
  }

  @Test
  void shedRequestsAreNoErrorsButNoRecoveryEither() {
    RunLog log =
        run((arrival, planned) ->
            planned / 1e9 > SECOND_PEAK_ENDS && arrival % 2 == 0
                ? Fate.of("RESOURCE_EXHAUSTED", MILLI)
                : Fate.ok(MILLI));

    assertThat(log.select("recovery-2"::equals, _ -> true).answers().inWords())
        .isEqualTo("500 OK, 0 errors, 500 shed");
    assertThat(Bursts.in(log, TARGET, 1).getLast().recoverySeconds()).isEmpty();
  }

  @Test
  void aPeakThatWasCutShortIsLeftOut() {
    RunLog log =
        new SimulatedRun(results, TWO_BURSTS)
            .run((_, _) -> Fate.ok(MILLI), (long) ((SECOND_PEAK_ENDS - 2) * 1e9));

    assertThat(Bursts.in(log, TARGET, 1)).extracting(Bursts.Burst::phase).containsExactly("peak");
  }

  @Property
  void recoveryIsTheLengthOfWhatComesBeforeTheGoodEnd(
      @ForAll @Size(min = 1, max = 30) boolean[] good) {
    List<AnswerWindow> windows = new ArrayList<>();
    for (int n = 0; n < good.length; n++) {
      windows.add(
          new AnswerWindow(
              100 + 2 * n,
              102 + 2 * n,
              new AnswerSummary(
                  new Answers(10, 10, 0, new TreeMap<>(), 0), good[n] ? MILLI : 99 * MILLI, 0, 0)));
    }

    OptionalDouble seconds = Recovery.seconds(windows, TARGET);

    if (!good[good.length - 1]) {
      assertThat(seconds).isEmpty();
    } else {
      int lastBad = IntStream.range(0, good.length).filter(n -> !good[n]).max().orElse(-1);
      assertThat(seconds).hasValue(2.0 * (lastBad + 1));
      assertThat(Arrays.copyOfRange(good, lastBad + 1, good.length)).doesNotContain(false);
    }
  }
}
