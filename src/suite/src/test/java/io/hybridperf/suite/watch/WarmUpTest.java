package io.hybridperf.suite.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final LoadProfile LOAD =
      LoadProfile.empty()
          .warmUp(100, Duration.ofSeconds(20))
          .constant("steady", 100, Duration.ofSeconds(60))
          .poisson(1);

  @Test
  void whatIsJudgedIsPlannedAtTheLimitAtTheLatest() {
    WarmUp warmUp = new WarmUp(LOAD, Duration.ofSeconds(31), List.of());
    ArrivalPlan plan = warmUp.first().plan();
    assertThat(names(plan)).containsExactly("warm-up");
    assertThat(warmUp.ahead()).isEqualTo(Duration.ofSeconds(60));

    assertThat(warmUp.extend(plan)).isTrue();
    assertThat(names(plan)).containsExactly("warm-up", "warm-up-2");
    assertThat(warmUp.extend(plan)).isTrue();
    assertThat(names(plan)).containsExactly("warm-up", "warm-up-2", "warm-up-3", "steady");
    assertThat(warmUp.extend(plan)).isFalse();

    assertThat(warmUp.delay(plan)).isEqualTo(Duration.ofSeconds(10));
    assertThat(warmUp.ahead()).isZero();
    assertThat(plan.profile().phases()).filteredOn(Phase::judged).hasSize(1);
  }

  /** As in blocks that take turns: the name of a second settling phase is taken. */
  @Test
  void whatLetsTheFirstJudgedPhaseSettleIsNoWarmUp() {
    LoadProfile blocks =
        LoadProfile.empty()
            .warmUp(100, Duration.ofSeconds(20))
            .repeat(
                3,
                cycle ->
                    cycle
                        .then(
                            new Phase(
                                "settle", new Shape.Constant(100), Duration.ofSeconds(1), false))
                        .constant("block", 100, Duration.ofSeconds(2)));
    WarmUp warmUp = new WarmUp(blocks, Duration.ofSeconds(31), List.of());
    ArrivalPlan plan = warmUp.first().plan();
    while (warmUp.extend(plan)) {}

    assertThat(names(plan))
        .containsExactly(
            "warm-up",
            "warm-up-2",
            "warm-up-3",
            "settle",
            "block",
            "settle-2",
            "block-2",
            "settle-3",
            "block-3");
  }

  @Test
  void theArrivalsOfAPhaseDoNotDependOnHowLongTheWarmUpTook() {
    ArrivalPlan whole = LOAD.plan();
    WarmUp warmUp = new WarmUp(LOAD, Duration.ofSeconds(30), List.of());
    ArrivalPlan longer = warmUp.first().plan();
    while (warmUp.extend(longer)) {}

    assertThat(offset(longer, longer.profile().phases().size() - 1)).isEqualTo(offset(whole, 1));
  }

  @Test
  void aLimitThatIsNotLongerThanTheWarmUpLeavesThePlanAsItIs() {
    WarmUp warmUp = new WarmUp(LOAD, Duration.ofSeconds(20), List.of());

    assertThat(warmUp.first()).isSameAs(LOAD);
    assertThat(warmUp.extend(LOAD.plan())).isFalse();
  }

  @Test
  void ofARunThatEndsBeforeItIsWarmTheRestIsPlannedAndMissed() {
    WarmUp warmUp = new WarmUp(LOAD, Duration.ofSeconds(60), List.of());
    ArrivalPlan plan = warmUp.first().plan();

    warmUp.close(plan);

    assertThat(names(plan)).containsExactly("warm-up", "steady");
    assertThat(warmUp.extend(plan)).isFalse();
  }

  private static List<String> names(ArrivalPlan plan) {
    return plan.profile().phases().stream().map(Phase::name).toList();
  }

  /** Of the tenth arrival in a phase. */
  private static long offset(ArrivalPlan plan, int phase) {
    return plan.plannedNanos(plan.firstArrival(phase) + 9) - plan.startNanos(phase);
  }
}
