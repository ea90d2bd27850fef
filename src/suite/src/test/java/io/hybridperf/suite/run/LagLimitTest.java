package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagLimitTest {

  /** In which second of these it is too much, from 1; -1 if in none. */
  private static int exceededIn(double... secondsBehind) {
    int[] now = {0};
    LagLimit limit =
        new LagLimit(() -> (long) (secondsBehind[now[0]] * 1e9), () -> now[0] * 1_000_000_000L);
    for (; now[0] < secondsBehind.length; now[0]++) {
      for (int arrival = 0; arrival < 10; arrival++) {
        if (limit.exceeded()) {
          return now[0] + 1;
        }
      }
    }
    return -1;
  }

  @Test
  void moreThanTheLimitForThreeSecondsIsTooMuch() {
    assertThat(exceededIn(0, 1, 2.1, 3, 4, 5, 6)).isEqualTo(6);
  }

  @Test
  void lessThanTheLimitIsNeverTooMuch() {
    assertThat(exceededIn(1.9, 1.9, 1.9, 1.9, 1.9, 1.9)).isEqualTo(-1);
  }

  @Test
  void aPauseIsNotTheEnd() {
    assertThat(exceededIn(0, 8, 6, 0.5, 0, 4, 3, 0.1, 9)).isEqualTo(-1);
  }
}
