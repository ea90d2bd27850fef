package io.hybridperf.coordinator.store.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsecutiveFailuresTest {
  private static final long START = -500; // The clock may be anywhere.
  private static final long LASTING = 1_000;

  private final ConsecutiveFailures run = new ConsecutiveFailures(3, Duration.ofNanos(LASTING));

  @Test
  void nothingButFailuresForLongEnoughCounts() {
    assertThat(run.failed(START)).isFalse();
    assertThat(run.failed(START + LASTING - 1)).isFalse();
    assertThat(run.failed(START + LASTING)).isTrue();
  }

  @Test
  void manyFailuresInAMomentDoNot() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(run.failed(START + i % 10)).isFalse();
    }
  }

  @Test
  void fewFailuresInALongTimeDoNot() {
    assertThat(run.failed(START)).isFalse();
    assertThat(run.failed(START + 100 * LASTING)).isFalse();
  }

  @Test
  void aSuccessBetweenThemStartsAnew() {
    run.failed(START);
    run.failed(START + 1);
    run.reset();
    assertThat(run.failed(START + LASTING)).isFalse();
    assertThat(run.failed(START + LASTING)).isFalse();
    assertThat(run.failed(START + 2 * LASTING - 1)).isFalse();
    assertThat(run.failed(START + 2 * LASTING)).isTrue();
  }
}
