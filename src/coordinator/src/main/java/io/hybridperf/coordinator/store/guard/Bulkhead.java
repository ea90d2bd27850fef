package io.hybridperf.coordinator.store.guard;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.StoreException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many operations a store is given at the same time. resilience4j's bulkhead does not
 * report how long callers queued, which is what the concurrency limit adapts to.
 */
final class Bulkhead {

  private final String store;
  private final int maxConcurrentCalls;
  private final Semaphore permits;
  private final QueueDelay queueDelay = new QueueDelay();

  Bulkhead(String store, int maxConcurrentCalls) {
    this.store = store;
    this.maxConcurrentCalls = maxConcurrentCalls;
    this.permits = new Semaphore(maxConcurrentCalls);
  }

  /**
   * Takes a permit.
   *
   * @throws StoreException TIMEOUT if none is free by the deadline
   */
  void acquire(Deadline deadline) throws StoreException {
    if (permits.tryAcquire()) {
      queueDelay.record(0);
      return;
    }
    long start = System.nanoTime();
    try {
      if (!permits.tryAcquire(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS)) {
        throw StoreException.timeout(store);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.unavailable(store, e);
    } finally {
      queueDelay.record(System.nanoTime() - start);
    }
  }

  void release() {
    permits.release();
  }

  QueueDelay queueDelay() {
    return queueDelay;
  }

  PoolState state() {
    int idle = permits.availablePermits();
    return new PoolState(
        maxConcurrentCalls - idle, idle, maxConcurrentCalls, permits.getQueueLength());
  }
}
