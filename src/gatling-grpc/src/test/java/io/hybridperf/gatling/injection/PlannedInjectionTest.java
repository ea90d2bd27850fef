package io.hybridperf.gatling.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Iterator;
import scala.concurrent.duration.FiniteDuration;

class PlannedInjectionTest {
  private static final Duration SHORT = Duration.ofMillis(1_700);

  private static final LoadProfile PROFILE =
      LoadProfile.empty()
          .warmUp(20, SHORT)
          .ramp("up", 20, 2_345.6, SHORT)
          .pause("quiet", SHORT)
          .sine("wave", 100, 80, Duration.ofSeconds(1), SHORT);

  /** When the injection starts users, in milliseconds. */
  private static List<Long> starts(ArrivalPlan plan, InjectionControl control) {
    return starts(plan, control, 0);
  }

  private static List<Long> starts(ArrivalPlan plan, InjectionControl control, long delayNanos) {
    Iterator<FiniteDuration> starts =
        new PlannedInjection(plan, control, 5, () -> delayNanos)
            .chain(scala.collection.Iterator$.MODULE$.empty());
    List<Long> millis = new ArrayList<>();
    while (starts.hasNext()) {
      millis.add(starts.next().toMillis());
    }
    return millis;
  }

  private static List<Long> bunches(ArrivalPlan plan) {
    return LongStream.range(0, plan.count())
        .map(arrival -> TimeUnit.NANOSECONDS.toMillis(plan.plannedNanos(arrival)) / 5 * 5)
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void usersStartInThePlansOrderAtMostFiveMillisecondsEarly(boolean random) {
    ArrivalPlan plan = (random ? PROFILE.poisson(42) : PROFILE).plan();

    assertThat(starts(plan, InjectionControl.NONE)).isNotEmpty().isEqualTo(bunches(plan));
  }

  @Test
  void allStartLaterByTheDelayThatIsAskedForAtTheFirst() {
    ArrivalPlan plan = PROFILE.plan();

    assertThat(starts(plan, InjectionControl.NONE, 2_345_900_000L))
        .isEqualTo(bunches(plan).stream().map(millis -> millis + 2_345).toList());
  }

  @Test
  void aPlanThatIsExtendedWhenItIsUsedUpGoesOn() {
    ArrivalPlan plan = LoadProfile.empty().constant("step-1", 50, SHORT).plan();
    InjectionControl twice =
        new InjectionControl() {
          @Override
          public boolean stopped() {
            return false;
          }

          @Override
          public boolean extend(ArrivalPlan growing) {
            int next = growing.profile().phases().size() + 1;
            if (next > 3) {
              return false;
            }
            // Nobody comes in the second step: asked for another one at once.
            Shape shape = next == 2 ? new Shape.Pause() : new Shape.Constant(100);
            growing.append(new Phase("step-" + next, shape, SHORT, true));
            return true;
          }
        };

    assertThat(starts(plan, twice)).hasSize(85 + 170).isEqualTo(bunches(plan));
  }

  @Test
  void nobodyStartsOnceTheInjectionIsStopped() {
    ArrivalPlan plan = LoadProfile.empty().constant("steady", 50, SHORT).plan();
    InjectionControl afterTen =
        new InjectionControl() {
          private int asked;

          @Override
          public boolean stopped() {
            return asked++ >= 10;
          }

          @Override
          public boolean extend(ArrivalPlan growing) {
            return false;
          }
        };

    assertThat(starts(plan, afterTen)).hasSize(10);
  }
}
