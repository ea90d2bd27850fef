package io.hybridperf.gatling.internal;

import io.gatling.core.actor.ActorSystem;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import scala.concurrent.impl.ExecutionContextImpl;
import scala.runtime.BoxedUnit;

/**
 * Has Gatling's actors work in batches: one thread, every few milliseconds, on all messages that
 * came meanwhile.
 *
 * <p>An event loop tells Gatling's actors three things of each user: its start, its response, its
 * end. Left alone, nearly every message wakes a thread of the actors' pool, which then has one
 * thing to do and goes back to sleep. Waking it was a third of what an event loop did at 15,000
 * users a second (and more than half of what the pool did). Here a task of ours sleeps on the
 * pool's only thread: what comes meanwhile is queued, and nobody is there to be woken.
 *
 * <p>What actors do (the log, the injector that works a second ahead, throttling) happens up to
 * {@value #BATCH_MILLIS} ms later than it would.
 */
public final class ActorBatching {
  private static final long BATCH_MILLIS = 10;

  private final ThreadPoolExecutor pool;
  private volatile boolean over;

  private ActorBatching(ThreadPoolExecutor pool) {
    this.pool = pool;
  }

  /**
   * Begins batching, which ends with the system.
   *
   * @param system Gatling's actors
   * @return whether they work in batches now: not if another version of Gatling runs them in
   *     another way
   */
  public static boolean begin(ActorSystem system) {
    Optional<ThreadPoolExecutor> pool = pool(system);
    pool.ifPresent(found -> {
      found.setCorePoolSize(1);
      found.setMaximumPoolSize(1);
      ActorBatching batches = new ActorBatching(found);
      system.registerOnTermination(() -> {
        batches.over = true;
        return BoxedUnit.UNIT;
      });
      found.execute(batches::next);
    });
    return pool.isPresent();
  }

  private static Optional<ThreadPoolExecutor> pool(ActorSystem system) {
    return system.executionContext() instanceof ExecutionContextImpl context
            && context.executor() instanceof ThreadPoolExecutor pool
        ? Optional.of(pool)
        : Optional.empty();
  }

  private void next() {
    if (pool.getQueue().isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BATCH_MILLIS));
    }
    if (!over) {
      try {
        pool.execute(this::next);
      } catch (RejectedExecutionException runIsOver) {
        // The system was closed at this very moment.
      }
    }
  }
}
