package io.hybridperf.measurement.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.load.InjectionStep.ConstantUsersPerSec;
import io.hybridperf.measurement.load.InjectionStep.NothingFor;
import io.hybridperf.measurement.load.InjectionStep.RampUsersPerSec;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ArrivalPlanTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private static List<Long> millisOf(ArrivalPlan plan) {
    return LongStream.range(0, plan.count())
        .mapToObj(arrival -> plan.plannedNanos(arrival) / 1_000_000)
        .toList();
  }

  @Test
  void fiveASecondAreTwoHundredMillisecondsApart() {
    ArrivalPlan plan = LoadProfile.empty().constant("base", 5, Duration.ofSeconds(2)).plan();

    assertThat(millisOf(plan))
        .containsExactly(0L, 200L, 400L, 600L, 800L, 1000L, 1200L, 1400L, 1600L, 1800L);
  }

  @Test
  void moreThanAThousandASecondShareMillisecondSlots() {
    ArrivalPlan plan = LoadProfile.empty().constant("base", 1500, Duration.ofSeconds(1)).plan();

    assertThat(millisOf(plan)).startsWith(0L, 0L, 1L, 2L, 2L, 3L).hasSize(1500);
  }

  @Test
  void aRampCarriesFractionsOfUsersFromSecondToSecond() {
    // 1/s to 4/s in 3 s: 1.5, 2.5 and 3.5 users, so 1, 3 and 3.
    ArrivalPlan plan = LoadProfile.empty().ramp("up", 1, 4, Duration.ofSeconds(3)).plan();

    assertThat(millisOf(plan)).containsExactly(0L, 1000L, 1333L, 1666L, 2000L, 2333L, 2666L);
  }

  @Test
  void aSineKeepsItsMeanOverWholePeriods() {
    ArrivalPlan plan =
        LoadProfile.empty()
            .sine("wave", 10.3, 7, Duration.ofSeconds(20), Duration.ofSeconds(100))
            .plan();

    assertThat(plan.count()).isEqualTo(1030);
    assertThat(plan.steps()).hasSize(100).allMatch(step -> step.seconds() == 1);
  }

  @Test
  void stepsSayWhatThePlanSays() {
    ArrivalPlan plan =
        LoadProfile.empty()
            .warmUp(20, TEN_SECONDS)
            .ramp("up", 20, 40, TEN_SECONDS)
            .pause("quiet", Duration.ofSeconds(3))
            .plan();

    assertThat(plan.steps())
        .containsExactly(
            new ConstantUsersPerSec(20, 10), new RampUsersPerSec(20, 40, 10), new NothingFor(3));
    assertThat(plan.count()).isEqualTo(500);
    assertThat(plan.totalNanos()).isEqualTo(Duration.ofSeconds(23).toNanos());
  }

  @Test
  void arrivalsKnowTheirPhaseAndEmptyPhasesHaveNone() {
    ArrivalPlan plan =
        LoadProfile.empty()
            .pause("before", Duration.ofSeconds(1))
            .constant("one", 2, Duration.ofSeconds(1))
            .pause("between", Duration.ofSeconds(1))
            .constant("two", 1, Duration.ofSeconds(1))
            .pause("after", Duration.ofSeconds(1))
            .plan();

    assertThat(LongStream.range(0, plan.count()).map(plan::phaseOf)).containsExactly(1L, 1L, 3L);
    assertThat(plan.startNanos(3)).isEqualTo(Duration.ofSeconds(3).toNanos());
    assertThat(plan.endNanos(3)).isEqualTo(Duration.ofSeconds(4).toNanos());
    assertThatThrownBy(() -> plan.plannedNanos(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void poissonArrivalsAreTheSameForTheSameSeedOnly() {
    LoadProfile profile = LoadProfile.empty().constant("base", 100, TEN_SECONDS);

    List<Long> first = millisOf(profile.poisson(7).plan());

    assertThat(first).hasSize(1000).isEqualTo(millisOf(profile.poisson(7).plan()));
    assertThat(first).isNotEqualTo(millisOf(profile.poisson(8).plan()));
  }

  @Test
  void poissonGapsAreExponential() {
    List<Long> millis =
        millisOf(
            LoadProfile.empty().constant("base", 20, Duration.ofSeconds(1000)).poisson(1).plan());

    long longGaps =
        LongStream.range(1, millis.size())
            .filter(n -> millis.get((int) n) - millis.get((int) n - 1) > 100)
            .count();

    // Gaps average 50 ms, so a share of exp(-2) exceeds 100 ms: 13.5 % (sigma 0.24 %).
    assertThat((double) longGaps / millis.size()).isBetween(0.125, 0.146);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void everyProfileAgreesWithGatlingsInjector(@ForAll("profiles") LoadProfile profile) {
    ArrivalPlan plan = profile.plan();

    assertThat(millisOf(plan)).isEqualTo(GatlingInjector.offsetsMillis(plan.steps()));
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void phasesPartTheArrivalsInOrder(@ForAll("profiles") LoadProfile profile) {
    ArrivalPlan plan = profile.plan();
    long arrival = 0;
    for (int phase = 0; phase < profile.phases().size(); phase++) {
      for (long n = 0; n < plan.count(phase); n++, arrival++) {
        assertThat(plan.phaseOf(arrival)).isEqualTo(phase);
        assertThat(plan.plannedNanos(arrival))
            .isBetween(plan.startNanos(phase), plan.endNanos(phase));
      }
    }
    assertThat(arrival).isEqualTo(plan.count());
  }

  @Provide
  Arbitrary<LoadProfile> profiles() {
    Arbitrary<Double> rate =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3000).map(Integer::doubleValue),
            Arbitraries.doubles().between(0, 40));
    Arbitrary<Shape> shape =
        Arbitraries.oneOf(
            rate.map(Shape.Constant::new),
            Combinators.combine(rate, rate).as(Shape.Ramp::new),
            Combinators.combine(rate, Arbitraries.integers().between(1, 30))
                .as((mean, period) -> new Shape.Sine(mean, mean * 0.9, Duration.ofSeconds(period))),
            Arbitraries.just(new Shape.Pause()));
    Arbitrary<LoadProfile> evenly =
        Combinators.combine(shape, Arbitraries.integers().between(1, 7))
            .as((s, seconds) -> new Phase("phase", s, Duration.ofSeconds(seconds), true))
            .list()
            .ofMaxSize(5)
            .map(ArrivalPlanTest::profileOf);
    return Combinators.combine(evenly, Arbitraries.longs().injectNull(0.6))
        .as((profile, seed) -> seed == null ? profile : profile.poisson(seed));
  }

  private static LoadProfile profileOf(List<Phase> phases) {
    LoadProfile profile = LoadProfile.empty();
    for (Phase phase : phases) {
      profile =
          profile.then(
              new Phase("phase" + profile.phases().size(), phase.shape(), phase.duration(), true));
    }
    return profile;
  }

  @Property
  void aPlanThatGrowsIsThePlanThatWasLongFromTheStart(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = 0.5, max = 2_000) Double> rates,
      @ForAll boolean poisson) {
    LoadProfile whole = poisson ? LoadProfile.empty().poisson(3) : LoadProfile.empty();
    ArrivalPlan growing = whole.plan();
    for (int n = 0; n < rates.size(); n++) {
      long before = growing.count();
      Phase phase =
          new Phase("step-" + n, new Shape.Constant(rates.get(n)), Duration.ofSeconds(2), true);
      growing.append(phase);
      whole = whole.then(phase);
      assertThat(growing.count()).isGreaterThanOrEqualTo(before);
    }

    assertThat(millisOf(growing)).isEqualTo(millisOf(whole.plan()));
    assertThat(growing.totalNanos()).isEqualTo(whole.plan().totalNanos());
    assertThat(growing.profile().phases()).isEqualTo(whole.phases());
  }
}
