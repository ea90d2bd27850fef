package io.hybridperf.measurement.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {

  private static final long MILLI = 1_000_000;

  private static final LoadProfile PROFILE =
      LoadProfile.empty()
          .then(
              new Phase(LoadProfile.WARM_UP, new Shape.Constant(100), Duration.ofSeconds(2), false))
          .constant("steady", 100, Duration.ofSeconds(4))
          .constant("peak", 200, Duration.ofMillis(1_500));

  @TempDir private Path results;

  /** One in ten is an ingest, which fails; one in twenty is never answered. */
  private RunLog run() {
    return new SimulatedRun(results, PROFILE)
        .run((arrival, _) ->
            arrival % 20 == 1
                ? Fate.of("NEVER", -1)
                : arrival % 10 == 0
                    ? Fate.of("UNAVAILABLE", 2 * MILLI).labelled("ingest")
                    : Fate.ok(5 * MILLI));
  }

  @Test
  void phasesLabelsAndStatusesAreSelected() {
    RunLog log = run();

    assertThat(log.select(Scope.RUN).labels()).containsExactly("ingest", "simple");
    assertThat(log.select(Scope.parse("label:ingest")).answers().byStatus())
        .containsOnlyKeys("UNAVAILABLE")
        .containsValue(70L);
    assertThat(log.select(Scope.parse("phase:peak")).answers().sent()).isEqualTo(300);
    assertThat(log.select("warm-up"::equals, _ -> true).answers().sent()).isEqualTo(200);
    assertThat(
            log.select(Scope.RUN).histogram(Series.RESPONSE_TIME, Status::isError).getTotalCount())
        .isEqualTo(70);
    assertThat(log.select(Scope.RUN).histogram(Series.RESPONSE_TIME, Status::isOk).getTotalCount())
        .isEqualTo(595);
  }

  @Test
  void whoIsNeverAnsweredIsAnErrorOfTheRunAndOfNoSecond() {
    Selection all = run().select(Scope.RUN);

    assertThat(all.answers().unanswered()).isEqualTo(35);
    assertThat(all.answers().errors()).isEqualTo(70 + 35);
    assertThat(all.bySecond()).allMatch(second -> second.answers().unanswered() == 0);
  }

  @Test
  void secondsAndWindowsPartWhatWasAnswered() {
    Selection all = run().select(Scope.RUN);

    for (List<Selection> parts : List.of(all.bySecond(), all.windows(2))) {
      Answers sum = parts.stream().map(Selection::answers).reduce(Answers.NONE, Answers::plus);
      assertThat(sum.answered()).isEqualTo(all.answers().answered());
      long recorded =
          parts.stream()
              .mapToLong(each -> each.histogram(Series.RESPONSE_TIME, _ -> true).getTotalCount())
              .sum();
      assertThat(recorded).isEqualTo(sum.answered());
    }
    assertThat(all.windows(2).getFirst().time().seconds()).isEqualTo(2);
  }

  @Test
  void aScopeThatHasNothingHasNoRates() {
    Selection nothing = run().select(Scope.parse("label:recommend"));

    assertThat(nothing.answers()).isEqualTo(Answers.NONE);
    assertThat(nothing.answers().errorRate()).isNaN();
    assertThat(nothing.windows(1)).isEmpty();
    assertThat(nothing.bySecond()).isEmpty();
  }

  @Test
  void stretchesLastAsLongAsTheirPhases() {
    RunLog log = run();
    double zero = log.planZeroSeconds().orElseThrow();

    assertThat(log.select(Scope.RUN).stretches(zero))
        .containsExactly(new Stretch(zero + 2, Math.min(zero + 7.5, log.untilSeconds())));
    assertThat(log.select(Scope.parse("phase:quiet")).stretches(zero)).isEmpty();
  }

  @Test
  void oneOfSeveralTargetsIsWhatItAnsweredItself() {
    List<String> targets = List.of("dns:///a:1", "[::1]:2");
    RunLog log =
        new SimulatedRun(results, PROFILE)
            .targets(targets, arrival -> arrival % 2)
            .run((arrival, _) ->
                arrival % 20 == 1
                    ? Fate.of("UNAVAILABLE", 2 * MILLI)
                    : Fate.ok((arrival % 2 == 0 ? 5 : 50) * MILLI));

    Selection all = log.select(Scope.RUN);
    Selection fast = log.select(Scope.parse("target:dns:///a:1"));
    Selection slow = log.select(Scope.parse("phase:peak, target:[::1]:2"));

    assertThat(fast.answers().errors()).isZero();
    assertThat(fast.answers().ok()).isEqualTo(350);
    assertThat(fast.times(Series.RESPONSE_TIME).percentile(99)).isBetween(5 * MILLI, 7 * MILLI);
    assertThat(slow.answers().sent()).isEqualTo(150);
    assertThat(slow.answers().errors()).isEqualTo(15);
    assertThat(slow.times(Series.RESPONSE_TIME).percentile(50)).isBetween(50 * MILLI, 52 * MILLI);
    assertThat(all.answers().ok())
        .isEqualTo(fast.answers().ok() + log.select(Scope.parse("target:[::1]:2")).answers().ok());
    assertThat(fast.windows(2).stream().mapToLong(window -> window.answers().ok()).sum())
        .isEqualTo(350);
    assertThat(fast.okAnswers(log.planZeroSeconds().orElseThrow()).count()).isBetween(349.0, 351.0);
    assertThat(log.select(Scope.parse("target:other:1")).answers().sent()).isZero();
  }
}
