package io.hybridperf.coordinator.server;

import io.hybridperf.coordinator.config.LimitsConfig;
import io.hybridperf.coordinator.store.guard.QueueDelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests may be in work at the same time. Every 100 ms the limit adapts: if every
 * request of the interval had to queue for longer than the target, it goes down in proportion, else
 * it goes up by a tenth.
 *
 * <pre>{@code
 * if (limit.tryAcquire(System.nanoTime())) {
 *   try { work(); } finally { limit.release(); }
 * } else {
 *   reject();
 * }
 * }</pre>
 */
public final class AdaptiveConcurrencyLimit {

  private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();
  private static final double MIN_FACTOR = 0.5;
  private static final double GROWTH = 0.1;

  private final int min;
  private final int max;
  private final long targetNanos;
  private final QueueDelay start = new QueueDelay();
  private final List<QueueDelay> queues;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final AtomicLong nextLookNanos;
  private volatile int limit;

  /**
   * @param config the limit's bounds and the target
   * @param queues where requests queue in the course of their work
   * @param nowNanos the time, on {@link System#nanoTime()}
   */
  public AdaptiveConcurrencyLimit(
      LimitsConfig config, Collection<QueueDelay> queues, long nowNanos) {
    this.min = config.minInFlight();
    this.max = config.maxInFlight();
    this.targetNanos = config.queueTarget().toNanos();
    this.queues = new ArrayList<>(queues);
    this.queues.add(start);
    this.limit = max;
    this.nextLookNanos = new AtomicLong(nowNanos + INTERVAL_NANOS);
  }

  /** Takes a request on, unless the limit is reached. */
  public boolean tryAcquire(long nowNanos) {
    adapt(nowNanos);
    int now = inFlight.incrementAndGet();
    if (now > limit) {
      inFlight.decrementAndGet();
      return false;
    }
    if (now > peak.get()) {
      peak.accumulateAndGet(now, Math::max);
    }
    return true;
  }

  /** A request that was taken on has a thread now. */
  public void started(long queuedNanos) {
    start.record(queuedNanos);
  }

  /** A request that was taken on is finished. */
  public void release() {
    inFlight.decrementAndGet();
  }

  private void adapt(long nowNanos) {
    long next = nextLookNanos.get();
    if (targetNanos == 0
        || nowNanos - next < 0
        || !nextLookNanos.compareAndSet(next, nowNanos + INTERVAL_NANOS)) {
      return;
    }
    long longest = 0;
    for (QueueDelay queue : queues) {
      longest = Math.max(longest, queue.takeMinimumNanos());
    }
    int used = peak.getAndSet(inFlight.get());
    if (longest > targetNanos) {
      double factor = Math.max(MIN_FACTOR, (double) targetNanos / longest);
      limit = Math.max(min, (int) (factor * Math.min(limit, used)));
    } else {
      limit = Math.min(max, limit + 1 + (int) (GROWTH * limit));
    }
  }

  /** The limit as it stands. */
  public int limit() {
    return limit;
  }

  /** Requests in work. */
  public int inFlight() {
    return inFlight.get();
  }
}
