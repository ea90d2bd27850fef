package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.LoadProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlannedLoadTest {
  private static final Duration TEN = Duration.ofSeconds(10);

  @Test
  void eachPhaseIsALineWithRateTimeAndCountAndThoseThatRepeatAreOne() {
    LoadProfile load =
        LoadProfile.empty()
            .warmUp(350, TEN)
            .repeat(3, cycle -> cycle.constant("peak", 1750, TEN).ramp("down", 1750, 350, TEN))
            .constant("slow", 0.05, Duration.ofMillis(20_500));

    assertThat(PlannedLoad.lines(load.plan()))
        .containsExactly(
            "planned: warm-up        up to 350/s for 10 s: 2,713 requests, not judged",
            "planned: peak           1750/s for 10 s, 3 times: 52,500 requests",
            "planned: down           1750 to 350/s for 10 s, 3 times: 31,500 requests",
            "planned: slow           0.05/s for 20.5 s: 1 requests");
  }

  @Test
  void aLoadWithoutAWarmUpSaysSo() {
    LoadProfile load = LoadProfile.empty().warmUp(350, Duration.ZERO).constant("steady", 350, TEN);

    assertThat(PlannedLoad.lines(load.plan()))
        .containsExactly(
            "planned: no warm-up: the first seconds are judged with the rest",
            "planned: steady         350/s for 10 s: 3,500 requests");
  }
}
