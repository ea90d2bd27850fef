package io.hybridperf.coordinator.store.guard;

import io.grpc.Deadline;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.StoreTimeouts;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Protects a store, and the coordinator from it: a circuit breaker rejects operations while the
 * store fails or is slow, a bulkhead bounds how many it is given at the same time, and a timeout
 * how long each may take.
 */
public final class StoreGuard {

  /**
   * One operation, which calls {@link #release} when the store has really finished with it: perhaps
   * later than its caller stops waiting.
   */
  public interface Operation<T> {
    T run(Deadline deadline) throws StoreException;
  }

  private final String store;
  private final StoreTimeouts timeouts;
  private final StoreCircuitBreaker breaker;
  private final Bulkhead bulkhead;

  /**
   * @param store for messages
   * @param maxConcurrentCalls operations at the same time
   * @param timeouts the longest one may take
   * @param config of the breaker
   * @param isAnswer whether a failure is an error that the store answered with: it is alive
   */
  public StoreGuard(
      String store,
      int maxConcurrentCalls,
      StoreTimeouts timeouts,
      BreakerConfig config,
      Predicate<Throwable> isAnswer) {
    this.store = store;
    this.timeouts = timeouts;
    this.breaker = new StoreCircuitBreaker(store, config, isAnswer);
    this.bulkhead = new Bulkhead(store, maxConcurrentCalls);
  }

  /**
   * Runs an operation with a permit of the bulkhead.
   *
   * @param requested its caller's deadline; the store's timeout may end it earlier
   * @throws StoreException of the operation, or at once if the breaker is open
   */
  public <T> T call(Access access, Deadline requested, Operation<T> operation)
      throws StoreException {
    Deadline deadline =
        requested.minimum(Deadline.after(timeout(access).toNanos(), TimeUnit.NANOSECONDS));
    breaker.acquire();
    acquirePermit(deadline);
    long start = System.nanoTime();
    T result;
    try {
      result = operation.run(deadline);
    } catch (StoreException e) {
      breaker.onFailure(e, access, requested, System.nanoTime() - start);
      throw e;
    } catch (RuntimeException | Error e) {
      breaker.onIgnored();
      throw e;
    }
    breaker.onSuccess(access, System.nanoTime() - start);
    return result;
  }

  private void acquirePermit(Deadline deadline) throws StoreException {
    long start = System.nanoTime();
    try {
      bulkhead.acquire(deadline);
    } catch (StoreException e) {
      breaker.onQueueTimeout(e, System.nanoTime() - start);
      throw e;
    }
  }

  /** The longest that an operation may take. */
  public Duration timeout(Access access) {
    return access == Access.READ ? timeouts.read() : timeouts.write();
  }

  /**
   * Fails early where an operation would be rejected.
   *
   * @throws StoreException if the breaker is open
   */
  public void requireNotOpen() throws StoreException {
    if (state() == BreakerState.OPEN) {
      throw StoreException.unavailable(store);
    }
  }

  /** Gives a permit back. */
  public void release() {
    bulkhead.release();
  }

  /** Operations in flight, and their bound. */
  public PoolState pool() {
    return bulkhead.state();
  }

  /** How long operations queue for a permit. */
  public QueueDelay queueDelay() {
    return bulkhead.queueDelay();
  }

  /** Operations that the open breaker rejected. */
  public long rejected() {
    return breaker.rejected();
  }

  /** The breaker's state. */
  public BreakerState state() {
    return breaker.state();
  }

  /** Whether a failure or one of its causes is of some kind. */
  public static boolean isCausedBy(Throwable failure, Predicate<Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.test(cause)) {
        return true;
      }
    }
    return false;
  }
}
