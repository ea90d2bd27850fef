package io.hybridperf.coordinator.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StageBudgetTest {
  private static final Deadline.Ticker STILL =
      new Deadline.Ticker() {
        @Override
        public long nanoTime() {
          return 0;
        }
      };

  private static long millis(long left, int after) {
    Deadline request = Deadline.after(left, TimeUnit.MILLISECONDS, STILL);
    return StageBudget.of(request, after).timeRemaining(TimeUnit.MILLISECONDS);
  }

  @Test
  void aTenthIsKeptForTheAnswerButNoMoreThanItTakes() {
    assertThat(millis(100, 0)).isEqualTo(90);
    assertThat(millis(5_000, 0)).isEqualTo(4_950);
    assertThat(millis(2, 0)).isEqualTo(1);
  }

  @Test
  void whatFollowsGetsAsMuch() {
    assertThat(millis(100, 1)).isEqualTo(45);
  }

  @Property
  void aStageEndsBeforeItsRequest(
      @ForAll @IntRange(min = -1_000, max = 600_000) int left,
      @ForAll @IntRange(max = 3) int after) {
    assertThat(millis(left, after)).isLessThanOrEqualTo(Math.max(0, left));
  }
}
