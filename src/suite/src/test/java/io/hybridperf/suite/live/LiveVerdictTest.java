package io.hybridperf.suite.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveVerdictTest {
  private long now;
  private int judged;

  @Test
  void howeverOftenItIsAskedJudgingTakesASmallShareOfTheTime() {
    LiveVerdict verdict = taking(Duration.ofSeconds(2));
    long end = Duration.ofMinutes(10).toNanos();
    while (now < end) {
      verdict.json();
      now += Duration.ofMillis(500).toNanos();
    }

    assertThat(judged).isBetween(5, 7);
  }

  @Test
  void whatIsCheapIsJudgedWheneverItIsAsked() {
    LiveVerdict verdict = taking(Duration.ofMillis(5));

    for (int n = 1; n <= 10; n++) {
      assertThat(verdict.json()).isEqualTo("verdict " + n);
      now += Duration.ofSeconds(5).toNanos();
    }
  }

  private LiveVerdict taking(Duration each) {
    return new LiveVerdict(
        () -> {
          now += each.toNanos();
          judged++;
          return "verdict " + judged;
        },
        () -> now);
  }
}
