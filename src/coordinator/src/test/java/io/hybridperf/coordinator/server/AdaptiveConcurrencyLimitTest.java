package io.hybridperf.coordinator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.coordinator.config.LimitsConfig;
import io.hybridperf.coordinator.store.guard.QueueDelay;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdaptiveConcurrencyLimitTest {
  private static final int MIN = 4;
  private static final int MAX = 64;
  private static final long TARGET = Duration.ofMillis(5).toNanos();
  private static final long INTERVAL = Duration.ofMillis(100).toNanos();

  private final QueueDelay queue = new QueueDelay();
  private long now;
  private final AdaptiveConcurrencyLimit limit = limit(TARGET);

  private AdaptiveConcurrencyLimit limit(long targetNanos) {
    return new AdaptiveConcurrencyLimit(
        new LimitsConfig(MAX, MIN, Duration.ofNanos(targetNanos), Duration.ofMillis(100)),
        List.of(queue),
        now);
  }

  private int take(AdaptiveConcurrencyLimit from, int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      if (from.tryAcquire(now)) {
        taken++;
      }
    }
    return taken;
  }

  @Test
  void whatIsPastTheLimitIsTurnedAwayUntilSomethingIsFinished() {
    assertThat(take(limit, 2 * MAX)).isEqualTo(MAX);
    assertThat(limit.inFlight()).isEqualTo(MAX);

    limit.release();

    assertThat(take(limit, 2)).isOne();
  }

  @Test
  void aQueueThatStandsLowersTheLimitInProportion() {
    take(limit, 40);
    queue.record(TARGET * 5 / 4);
    now += INTERVAL;
    take(limit, 1);

    assertThat(limit.limit()).isEqualTo(32); // 40 were in work, and four fifths of them are right.
  }

  @Test
  void aWaitForAThreadCountsAsAnyOther() {
    take(limit, MAX);
    limit.started(TARGET * 100);
    now += INTERVAL;
    take(limit, 1);

    assertThat(limit.limit()).isEqualTo(MAX / 2);
  }

  @Test
  void aBurstThatLetsSomeThroughAtOnceDoesNot() {
    take(limit, 40);
    queue.record(TARGET * 10);
    queue.record(0);
    now += INTERVAL;
    take(limit, 1);

    assertThat(limit.limit()).isEqualTo(MAX);
  }

  @Test
  void theLimitComesBackWhenTheQueueIsGone() {
    for (int i = 0; i < 20; i++) {
      queue.record(TARGET * 10);
      now += INTERVAL;
      take(limit, 1);
    }
    assertThat(limit.limit()).isEqualTo(MIN);

    for (int i = 0; i < 40; i++) {
      now += INTERVAL;
      take(limit, 1);
    }
    assertThat(limit.limit()).isEqualTo(MAX);
  }

  @Test
  void withoutATargetTheLimitStays() {
    AdaptiveConcurrencyLimit fixed = limit(0);
    take(fixed, MAX);
    queue.record(TARGET * 100);
    now += INTERVAL;
    take(fixed, 1);

    assertThat(fixed.limit()).isEqualTo(MAX);
  }

  @Property
  void theLimitKeepsItsBoundsWhateverTheWaits(
      @ForAll @Size(max = 100) List<@LongRange(min = 0, max = 10_000_000_000L) Long> waits) {
    AdaptiveConcurrencyLimit any = limit(TARGET);
    for (long wait : waits) {
      queue.record(wait);
      now += INTERVAL;
      if (any.tryAcquire(now)) {
        any.release();
      }
      assertThat(any.limit()).isBetween(MIN, MAX);
    }
  }
}
