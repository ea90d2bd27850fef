package io.hybridperf.coordinator.store.guard;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.StoreException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many operations a store is given at the same time. */
final class Slots {

  private final String store;
  private final int max;
  private final Semaphore free;
  private final QueueWait wait = new QueueWait();

  Slots(String store, int max) {
    this.store = store;
    this.max = max;
    this.free = new Semaphore(max);
  }

  /** Takes a slot, waiting for one at most until the deadline. */
  void acquire(Deadline deadline) throws StoreException {
    if (free.tryAcquire()) {
      wait.waited(0);
      return;
    }
    long start = System.nanoTime();
    try {
      if (!free.tryAcquire(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS)) {
        throw StoreException.timeout(store);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.unavailable(store, e);
    } finally {
      wait.waited(System.nanoTime() - start);
    }
  }

  QueueWait queueWait() {
    return wait;
  }

  void release() {
    free.release();
  }

  PoolState state() {
    int idle = free.availablePermits();
    return new PoolState(max - idle, idle, max);
  }
}
