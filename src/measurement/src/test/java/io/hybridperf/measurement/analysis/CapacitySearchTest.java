package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.analysis.CapacitySearch.Bound;
import io.hybridperf.measurement.analysis.CapacitySearch.Limits;
import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;
import io.hybridperf.measurement.analysis.CapacitySearch.Purpose;
import io.hybridperf.measurement.analysis.CapacitySearch.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CapacitySearchTest {
  private static final Limits LIMITS = new Limits(100, 10_000, 1.5, 0.05);

  private final List<Step> tried = new ArrayList<>();

  private CapacitySearch.Result search(Limits limits, DoubleFunction<Outcome> system) {
    tried.clear();
    CapacitySearch search = new CapacitySearch(limits);
    for (Optional<Step> step = search.next(); step.isPresent(); step = search.next()) {
      tried.add(step.get());
      search.record(system.apply(step.get().rate()));
    }
    return search.result();
  }

  private static DoubleFunction<Outcome> holding(double capacity) {
    return rate -> rate <= capacity ? Outcome.HELD : Outcome.MISSED;
  }

  @Property
  void findsAnyCapacityWithinItsTolerance(
      @ForAll @DoubleRange(min = 7, max = 9_999) double capacity) {
    CapacitySearch.Result result = search(LIMITS, holding(capacity));

    assertThat(result.bound()).isEqualTo(Bound.SYSTEM);
    assertThat(result.confirmed()).isTrue();
    assertThat(result.held().orElseThrow()).isBetween(capacity / 1.05, capacity);
    assertThat(result.missed().orElseThrow()).isBetween(capacity, capacity * 1.05);
    assertThat(tried).hasSizeLessThan(40);
  }

  @Test
  void goesUpThenHalvesTheGapThenConfirms() {
    search(new Limits(100, 10_000, 2, 0.5), holding(500));

    assertThat(tried)
        .containsExactly(
            new Step(100, Purpose.RAMP),
            new Step(200, Purpose.RAMP),
            new Step(400, Purpose.RAMP),
            new Step(800, Purpose.RAMP),
            new Step(800, Purpose.RAMP),
            new Step(Math.sqrt(400.0 * 800), Purpose.BISECTION),
            new Step(Math.sqrt(400.0 * 800), Purpose.BISECTION),
            new Step(400, Purpose.CONFIRMATION),
            new Step(Math.sqrt(400.0 * 800), Purpose.REFUTATION));
  }

  @Test
  void aSystemThatWarmsUpDuringTheSearchIsNotBoundByWhatItMissedWhenCold() {
    int[] calls = {0};
    CapacitySearch.Result result =
        search(LIMITS, rate -> holding(++calls[0] <= 8 ? 170 : 2_000).apply(rate));

    assertThat(result.held().orElseThrow()).isBetween(2_000 / 1.05, 2_000.0);
    assertThat(result.bound()).isEqualTo(Bound.SYSTEM);
    assertThat(result.confirmed()).isTrue();
  }

  @Test
  void aSystemThatHoldsNothingWhenColdIsTriedOnceMoreWhereTheSearchBegan() {
    int[] calls = {0};
    CapacitySearch.Result result =
        search(LIMITS, rate -> holding(++calls[0] <= 10 ? 0 : 2_000).apply(rate));

    assertThat(result.held().orElseThrow()).isBetween(2_000 / 1.05, 2_000.0);
  }

  @Test
  void whatIsFoundStandsWithoutTheLastTry() {
    CapacitySearch search = new CapacitySearch(LIMITS);
    for (Optional<Step> step = search.next();
        step.isPresent() && step.get().purpose() != Purpose.REFUTATION;
        step = search.next()) {
      search.record(holding(2_000).apply(step.get().rate()));
    }

    assertThat(search.next()).isPresent();
    assertThat(search.result().bound()).isEqualTo(Bound.SYSTEM);
    assertThat(search.result().confirmed()).isTrue();
  }

  @Test
  void oneBadMomentDoesNotDecide() {
    int[] calls = {0};
    CapacitySearch.Result result =
        search(LIMITS, rate -> ++calls[0] == 3 ? Outcome.MISSED : holding(2_000).apply(rate));

    assertThat(result.held().orElseThrow()).isBetween(2_000 / 1.05, 2_000.0);
  }

  @Test
  void aCollapseIsNotTriedAgain() {
    search(LIMITS, rate -> rate <= 120 ? Outcome.HELD : Outcome.CLEARLY_MISSED);

    assertThat(tried.stream().map(Step::rate).filter(rate -> rate == 150)).hasSize(1);
  }

  @Test
  void aLateGeneratorIsNeverTheSystemsCapacity() {
    CapacitySearch.Result result =
        search(LIMITS, rate -> rate <= 700 ? Outcome.HELD : Outcome.GENERATOR_LATE);

    assertThat(result.bound()).isEqualTo(Bound.GENERATOR);
    assertThat(result.held().orElseThrow()).isBetween(700 / 1.05, 700.0);
  }

  @Test
  void whatHoldsTheHighestRateHasAtLeastThat() {
    CapacitySearch.Result result = search(LIMITS, rate -> Outcome.HELD);

    assertThat(result.bound()).isEqualTo(Bound.HIGHEST_RATE);
    assertThat(result.held()).hasValue(10_000);
    assertThat(result.missed()).isEmpty();
  }

  @Test
  void whatHoldsNothingHasNoCapacity() {
    CapacitySearch.Result result = search(LIMITS, rate -> Outcome.MISSED);

    assertThat(result.held()).isEmpty();
    assertThat(tried).allMatch(step -> step.rate() >= 100.0 / 16);
  }

  @Test
  void aRateThatIsNotConfirmedIsNotTheCapacity() {
    CapacitySearch search = new CapacitySearch(LIMITS);
    double unlucky = 0;
    for (Optional<Step> step = search.next(); step.isPresent(); step = search.next()) {
      if (step.get().purpose() == Purpose.CONFIRMATION && unlucky == 0) {
        unlucky = step.get().rate();
      }
      boolean overturned = step.get().rate() == unlucky;
      search.record(overturned ? Outcome.MISSED : holding(2_000).apply(step.get().rate()));
    }

    assertThat(unlucky).isPositive();
    assertThat(search.result().held().orElseThrow()).isLessThan(unlucky);
    assertThat(search.result().missed()).hasValue(unlucky);
    assertThat(search.result().confirmed()).isTrue();
  }

  @Test
  void whatIsKnownHalfWayIsUnfinished() {
    CapacitySearch search = new CapacitySearch(LIMITS);
    search.next();
    search.record(Outcome.HELD);

    assertThat(search.result().bound()).isEqualTo(Bound.UNFINISHED);
    assertThat(search.result().held()).hasValue(100);
  }

  @Test
  void limitsThatMakeNoSearchAreRefused() {
    assertThatThrownBy(() -> new Limits(100, 50, 1.5, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100.0/s to 50.0/s");
    assertThatThrownBy(() -> new Limits(100, 500, 1, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("growth");
  }
}
