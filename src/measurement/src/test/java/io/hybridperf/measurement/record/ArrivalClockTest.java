package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ArrivalClockTest {

  private static final long MILLI = 1_000_000;

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .then(
              new Phase(
                  LoadProfile.WARM_UP, new Shape.Constant(1000), Duration.ofSeconds(2), false))
          .constant("steady", 1000, Duration.ofSeconds(2))
          .plan();

  @Test
  void theZeroIsThatOfTheLeastLateArrival() {
    ArrivalClock clock = new ArrivalClock(plan, 0);

    clock.started(0, 107 * MILLI);
    clock.started(1, 104 * MILLI);
    clock.started(2, 105 * MILLI);

    assertThat(clock.zeroNanoTime()).hasValue(103 * MILLI);
    assertThat(clock.plannedNanoTime(2000)).isEqualTo(2103 * MILLI);
  }

  @Test
  void theZeroStaysOnceJudgedArrivalsStart() {
    ArrivalClock clock = new ArrivalClock(plan, 0);
    clock.started(0, 100 * MILLI);
    assertThat(clock.frozen()).isFalse();

    clock.started(2000, 2099 * MILLI);
    clock.started(1999, 2000 * MILLI);

    assertThat(clock.frozen()).isTrue();
    assertThat(clock.zeroNanoTime()).hasValue(100 * MILLI);
  }

  @Test
  void withoutAWarmUpTheFirstThousandArrivalsCalibrate() {
    ArrivalPlan cold = LoadProfile.empty().constant("a", 1000, Duration.ofSeconds(3)).plan();
    ArrivalClock clock = new ArrivalClock(cold, 0);

    clock.started(0, 100 * MILLI);
    clock.started(999, 1090 * MILLI);
    clock.started(1000, 1080 * MILLI);

    assertThat(clock.zeroNanoTime()).hasValue(91 * MILLI);
    assertThat(clock.frozen()).isTrue();
  }

  @Test
  void whatIsPlannedInAMillisecondIsDueAtItsStart() {
    ArrivalPlan dense = LoadProfile.empty().constant("a", 4_000, Duration.ofSeconds(1)).plan();
    ArrivalClock clock = new ArrivalClock(dense, 0);
    clock.started(0, 100 * MILLI);

    assertThat(dense.plannedNanos(7)).isEqualTo(1_750_000);
    assertThat(clock.plannedNanoTime(7)).isEqualTo(101 * MILLI);
    assertThat(clock.started(7, 102 * MILLI)).isEqualTo(101 * MILLI);
  }

  @Test
  void headroomMovesTheWholePlanBack() {
    ArrivalClock clock = new ArrivalClock(plan, 0, Duration.ofMillis(20));

    assertThat(clock.started(5, 105 * MILLI)).isEqualTo(125 * MILLI);
    assertThat(clock.zeroNanoTime()).hasValue(120 * MILLI);
  }

  @Test
  void nothingIsDueBeforeTheFirstArrival() {
    ArrivalClock clock = new ArrivalClock(plan, 0);

    assertThat(clock.zeroNanoTime()).isEmpty();
    assertThatThrownBy(() -> clock.plannedNanoTime(0)).isInstanceOf(IllegalStateException.class);
  }

  /** Gatling's batches: a fraction of a millisecond each, and a microsecond for each user armed. */
  @Test
  void theZeroIsWithinAMillisecondOfTheInjectorsStart() {
    long start = 40 * MILLI;
    Random random = new Random(1);
    ArrivalClock clock = new ArrivalClock(plan, 0);
    for (int arrival = 0; arrival < 2000; arrival++) {
      long fractionOfBatch = arrival < 1000 ? 700_000 : 250_000;
      long armed = arrival % 1000 * 1000L;
      long timerLateness = 20_000L + random.nextInt(100_000);
      clock.started(
          arrival, start + plan.plannedNanos(arrival) + fractionOfBatch + armed + timerLateness);
    }

    assertThat(clock.zeroNanoTime().orElseThrow() - start).isBetween(250_000L, MILLI);
  }

  @Test
  void threadsThatStartUsersAtOnceAgreeOnTheLeastLateOne() throws Exception {
    ArrivalClock clock = new ArrivalClock(plan, 0);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread;
        done.add(
            threads.submit(() -> {
              for (long arrival = first; arrival < 2000; arrival += 4) {
                long late = 50 * MILLI - arrival;
                clock.started(arrival, plan.plannedNanos(arrival) + late);
              }
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }

    assertThat(clock.zeroNanoTime()).hasValue(50 * MILLI - 1999L);
  }

  @Test
  void withExactDeparturesEachArrivalIsDueAtItsOwnNanosecond() {
    ArrivalPlan plan = LoadProfile.empty().constant("steady", 700, Duration.ofSeconds(3)).plan();
    ArrivalClock slots = new ArrivalClock(plan, 0);
    ArrivalClock exact = new ArrivalClock(plan, 0, Duration.ZERO, true);
    for (ArrivalClock clock : List.of(slots, exact)) {
      var _ = clock.started(0, plan.plannedNanos(0));
    }

    for (long arrival = 1; arrival < 700; arrival++) {
      long due = exact.plannedNanoTime(arrival) - exact.plannedNanoTime(0);
      assertThat(due).isEqualTo(plan.plannedNanos(arrival) - plan.plannedNanos(0));
      assertThat(slots.plannedNanoTime(arrival) % 1_000_000).isZero();
    }
  }
}
