package io.hybridperf.measurement.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
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

  private static List<Long> nanosOf(ArrivalPlan plan) {
    return LongStream.range(0, plan.count()).mapToObj(plan::plannedNanos).toList();
  }

  private static List<Long> millisOf(ArrivalPlan plan) {
    return nanosOf(plan).stream().map(nanos -> nanos / 1_000_000).toList();
  }

  @Test
  void fiveASecondAreTwoHundredMillisecondsApart() {
    ArrivalPlan plan = LoadProfile.empty().constant("base", 5, Duration.ofSeconds(2)).plan();

    assertThat(millisOf(plan))
        .containsExactly(0L, 200L, 400L, 600L, 800L, 1000L, 1200L, 1400L, 1600L, 1800L);
  }

  @Test
  void moreThanAThousandASecondLieEvenlyWithinMilliseconds() {
    ArrivalPlan plan = LoadProfile.empty().constant("base", 4_000, Duration.ofSeconds(1)).plan();

    assertThat(nanosOf(plan)).startsWith(0L, 250_000L, 500_000L, 750_000L).hasSize(4_000);
  }

  @Test
  void phasesMayLastFractionsOfASecond() {
    ArrivalPlan plan =
        LoadProfile.empty()
            .then(
                new Phase(
                    LoadProfile.WARM_UP, new Shape.Constant(10), Duration.ofMillis(250), false))
            .constant("steady", 100, Duration.ofMillis(30))
            .plan();

    // 2.5 are rounded up: the last one comes when the integral is 2.
    assertThat(millisOf(plan)).containsExactly(0L, 100L, 200L, 250L, 260L, 270L);
    assertThat(plan.totalNanos()).isEqualTo(280_000_000L);
  }

  @Test
  void aRampsArrivalsComeWhenItsIntegralReachesThem() {
    // The integral of 0/s to 4/s in 2 s is t^2.
    ArrivalPlan plan = LoadProfile.empty().ramp("up", 0, 4, Duration.ofSeconds(2)).plan();

    assertThat(nanosOf(plan)).containsExactly(0L, 1_000_000_000L, 1_414_213_562L, 1_732_050_808L);
  }

  @Test
  void aSineKeepsItsMeanOverWholePeriods() {
    ArrivalPlan plan =
        LoadProfile.empty()
            .sine("wave", 10.3, 7, Duration.ofSeconds(20), Duration.ofSeconds(100))
            .plan();

    assertThat(plan.count()).isEqualTo(1030);
  }

  /** The numbers of requests that the notes on the simulations name. */
  @Test
  void aScaledBurstHasAsManyArrivalsAsItsRatesAddUpTo() {
    Duration ten = Duration.ofSeconds(10);
    LoadProfile burst =
        LoadProfile.empty()
            .then(new Phase(LoadProfile.WARM_UP, new Shape.Constant(7_000), ten, false))
            .repeat(
                3,
                cycle ->
                    cycle
                        .ramp("ramp-up", 7_000, 15_000, ten)
                        .constant("peak", 15_000, ten)
                        .ramp("ramp-down", 15_000, 7_000, ten)
                        .constant("recovery", 7_000, ten))
            .scaledBy(0.05);

    assertThat(burst.plan().count()).isEqualTo(3_500 + 3 * (5_500 + 7_500 + 5_500 + 3_500));
    assertThat(burst.poisson(1).plan().count()).isEqualTo(burst.plan().count());
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
    assertThat(
            LongStream.of(-1, 0, 1_000_000_000, 3_999_999_999L, 9_000_000_000L).map(plan::phaseAt))
        .containsExactly(0L, 0L, 1L, 3L, 4L);
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

  @Test
  void millionsOfPoissonArrivalsAreFoundAtOnceAndFollowTheRate() {
    ArrivalPlan plan =
        LoadProfile.empty().ramp("up", 0, 8_000, Duration.ofSeconds(1_000)).poisson(5).plan();

    assertThat(plan.count()).isEqualTo(4_000_000);
    // A quarter of them comes in the first half: sigma is 866.
    long half = Duration.ofSeconds(500).toNanos();
    long before =
        LongStream.range(0, plan.count()).filter(n -> plan.plannedNanos(n) < half).count();
    assertThat(before).isBetween(1_000_000L - 4_000, 1_000_000L + 4_000);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aPhaseHasAsManyArrivalsAsTheIntegralOfItsRate(@ForAll("profiles") LoadProfile profile) {
    ArrivalPlan plan = profile.plan();
    for (int n = 0; n < profile.phases().size(); n++) {
      double expected = integral(profile.phases().get(n), plan.endNanos(n) - plan.startNanos(n));
      assertThat((double) plan.count(n)).isCloseTo(expected, within(0.5 + 1e-6 * expected));
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theIntegralOfTheRateUntilAnEvenArrivalIsItsNumber(@ForAll("profiles") LoadProfile profile) {
    ArrivalPlan plan = profile.plan();
    Assume.that(profile.seed().isEmpty());
    for (long arrival = 0; arrival < plan.count(); arrival += 7) {
      int phase = plan.phaseOf(arrival);
      double until =
          integral(
              profile.phases().get(phase), plan.plannedNanos(arrival) - plan.startNanos(phase));
      assertThat(until).isCloseTo((double) (arrival - plan.firstArrival(phase)), within(1e-4));
    }
  }

  /** By Simpson's rule, so that it shares nothing with what is tested. */
  private static double integral(Phase phase, long untilNanos) {
    // In two parts, since the rate of a shape may have an angle in its middle.
    double until = untilNanos / 1e9;
    double middle = Math.min(until, phase.duration().toNanos() / 2e9);
    return integral(phase, 0, middle) + integral(phase, middle, until);
  }

  private static double integral(Phase phase, double from, double until) {
    int steps = 2_000;
    double width = (until - from) / steps;
    double sum = 0;
    for (int n = 0; n <= steps; n++) {
      double weight = n == 0 || n == steps ? 1 : n % 2 == 1 ? 4 : 2;
      sum += weight * rate(phase, from + n * width);
    }
    return sum * width / 3;
  }

  private static double rate(Phase phase, double seconds) {
    return switch (phase.shape()) {
      case Shape.Constant(double rate) -> rate;
      case Shape.Ramp(double from, double to) ->
          from + (to - from) * seconds / (phase.duration().toNanos() / 1e9);
      case Shape.RampUp(double rate) ->
          rate * Math.min(1, 0.1 + 1.8 * seconds / (phase.duration().toNanos() / 1e9));
      case Shape.Sine(double mean, double amplitude, Duration period) ->
          mean + amplitude * Math.sin(2 * Math.PI * seconds / (period.toNanos() / 1e9));
      case Shape.Pause() -> 0;
    };
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void phasesPartTheArrivalsInOrder(@ForAll("profiles") LoadProfile profile) {
    ArrivalPlan plan = profile.plan();
    long arrival = 0;
    long last = 0;
    for (int phase = 0; phase < profile.phases().size(); phase++) {
      for (long n = 0; n < plan.count(phase); n++, arrival++) {
        assertThat(plan.phaseOf(arrival)).isEqualTo(phase);
        long planned = plan.plannedNanos(arrival);
        assertThat(planned).isBetween(plan.startNanos(phase), plan.endNanos(phase) - 1);
        assertThat(planned).isGreaterThanOrEqualTo(last);
        assertThat(plan.phaseAt(planned)).isEqualTo(phase);
        last = planned;
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
            rate.map(Shape.RampUp::new),
            Combinators.combine(rate, rate).as(Shape.Ramp::new),
            Combinators.combine(rate, Arbitraries.integers().between(1, 30))
                .as((mean, period) -> new Shape.Sine(mean, mean, Duration.ofSeconds(period))),
            Arbitraries.just(new Shape.Pause()));
    Arbitrary<LoadProfile> evenly =
        Combinators.combine(shape, Arbitraries.integers().between(1, 5_000))
            .as((s, millis) -> new Phase("phase", s, Duration.ofMillis(millis), true))
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

    assertThat(nanosOf(growing)).isEqualTo(nanosOf(whole.plan()));
    assertThat(growing.totalNanos()).isEqualTo(whole.plan().totalNanos());
    assertThat(growing.profile().phases()).isEqualTo(whole.phases());
  }
}
