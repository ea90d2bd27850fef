package io.hybridperf.measurement.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadProfileTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void laterCyclesAreNumbered() {
    LoadProfile profile =
        LoadProfile.empty()
            .constant("baseline", 10, SECOND)
            .repeat(3, cycle -> cycle.ramp("up", 10, 20, SECOND).constant("peak", 20, SECOND));

    assertThat(profile.phases())
        .extracting(Phase::name)
        .containsExactly("baseline", "up", "peak", "up-2", "peak-2", "up-3", "peak-3");
  }

  @Test
  void laterCyclesMatchTheNameOfTheFirst() {
    assertThat(Phase.matches("peak", "peak")).isTrue();
    assertThat(Phase.matches("peak-12", "peak")).isTrue();
    assertThat(Phase.matches("peak-high", "peak")).isFalse();
    assertThat(Phase.matches("peaks", "peak")).isFalse();
    assertThat(Phase.matches("peak-", "peak")).isFalse();
  }

  @Test
  void onlyTheWarmUpIsNotJudged() {
    LoadProfile profile = LoadProfile.empty().warmUp(10, SECOND).constant("steady", 10, SECOND);

    assertThat(profile.phases()).extracting(Phase::judged).containsExactly(false, true);
  }

  @Test
  void aWarmUpRisesInItsFirstHalfAndHoldsItsRateInTheSecond() {
    ArrivalPlan plan = LoadProfile.empty().warmUp(100, Duration.ofSeconds(10)).plan();
    long[] bySecond = new long[10];
    for (long n = 0; n < plan.count(); n++) {
      bySecond[(int) (plan.plannedNanos(n) / 1_000_000_000)]++;
    }

    assertThat(bySecond).containsExactly(19, 37, 55, 73, 91, 100, 100, 100, 100, 100);
  }

  @Test
  void scalingMultipliesEveryRate() {
    LoadProfile profile =
        LoadProfile.empty()
            .warmUp(100, SECOND)
            .constant("a", 100, SECOND)
            .ramp("b", 100, 200, SECOND)
            .sine("c", 100, 50, SECOND, SECOND)
            .pause("d", SECOND)
            .scaledBy(0.1);

    assertThat(profile.phases())
        .extracting(Phase::shape)
        .containsExactly(
            new Shape.RampUp(10),
            new Shape.Constant(10),
            new Shape.Ramp(10, 20),
            new Shape.Sine(10, 5, SECOND),
            new Shape.Pause());
  }

  @Test
  void aPhaseLastsAnyTimeUpToAWeek() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadProfile.empty().constant("a", 1, Duration.ZERO))
        .withMessage("duration of phase 'a' = PT0S must be longer than zero and at most 7 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadProfile.empty().constant("a", 1, Duration.ofDays(8)));
    assertThat(LoadProfile.empty().constant("a", 1, Duration.ofMillis(1500)).phases())
        .extracting(Phase::duration)
        .containsExactly(Duration.ofMillis(1500));
  }

  @Test
  void aNameIsUsedOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadProfile.empty().constant("a", 1, SECOND).constant("a", 2, SECOND))
        .withMessageContaining("phase name 'a' is used twice");
  }

  @Test
  void namesMustSuitTheTagsOfTheLogs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadProfile.empty().constant("a, b", 1, SECOND))
        .withMessageContaining("phase name 'a, b' must consist of");
  }

  @Test
  void ratesAreFiniteAndNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Shape.Constant(Double.NaN))
        .withMessageContaining("rate = NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Shape.Sine(10, 11, SECOND))
        .withMessageContaining("amplitude = 11.0 exceeds mean = 10.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadProfile.empty().scaledBy(0))
        .withMessage("scale = 0.0 must be greater than 0");
  }
}
