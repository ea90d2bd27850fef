package io.hybridperf.suite.cost;

import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One worker that takes calls in the order of their coming, with exponential service times. When an
 * answer is due is reckoned, not slept: a wake-up that comes late makes that answer late and no
 * other one.
 */
final class QueueWorker {
  /** A thread that parks wakes up by about this much too late. */
  private static final long SPUN_NANOS = 80_000;

  private record Due(long nanoTime, Runnable answer) {}

  private final double meanNanos;
  private final SplittableRandom random;
  private final LinkedBlockingQueue<Due> due = new LinkedBlockingQueue<>();
  private Histogram times = new Histogram(3);
  private long freeNanos;
  private boolean busyBefore;

  /**
   * @param meanNanos of the service times
   * @param seed of these
   */
  QueueWorker(double meanNanos, long seed) {
    this.meanNanos = meanNanos;
    random = new SplittableRandom(seed);
  }

  /** Begins to answer. */
  void start() {
    Thread.ofPlatform().daemon().name("queue-worker").start(this::work);
  }

  /** Takes a call that comes now. */
  void take(Runnable answer) {
    synchronized (this) {
      due.add(new Due(doneAt(System.nanoTime()), answer));
    }
  }

  /**
   * {@return when a call is done}
   *
   * @param now when it comes, later than those before it
   */
  synchronized long doneAt(long now) {
    // Times on the scale of System.nanoTime() are compared by their difference.
    long from = busyBefore && freeNanos - now > 0 ? freeNanos : now;
    busyBefore = true;
    freeNanos = from + Math.round(-meanNanos * Math.log(1 - random.nextDouble()));
    times.recordValue(freeNanos - now);
    return freeNanos;
  }

  /** {@return how long calls took since the last time this was asked, as reckoned; nanoseconds} */
  synchronized Histogram times() {
    Histogram taken = times;
    times = new Histogram(3);
    return taken;
  }

  private void work() {
    try {
      while (true) {
        Due next = due.take();
        long wait = next.nanoTime - System.nanoTime();
        if (wait > SPUN_NANOS) {
          LockSupport.parkNanos(wait - SPUN_NANOS);
        }
        while (next.nanoTime - System.nanoTime() > 0) {
          Thread.onSpinWait();
        }
        next.answer.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
