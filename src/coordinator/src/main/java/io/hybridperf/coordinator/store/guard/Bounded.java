package io.hybridperf.coordinator.store.guard;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.StoreException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for work no longer than a deadline. Work that is given up on ends by its own timeout, and
 * its slot with it.
 */
public final class Bounded {

  private Bounded() {}

  /** Runs blocking work on a virtual thread of its own. */
  public static <T> T call(String store, Deadline deadline, Callable<T> work)
      throws StoreException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return get(store, deadline, task);
  }

  /** Waits for work that is under way. */
  public static <T> T await(String store, Deadline deadline, CompletionStage<T> work)
      throws StoreException {
    return get(store, deadline, work.toCompletableFuture());
  }

  private static <T> T get(String store, Deadline deadline, Future<T> future)
      throws StoreException {
    try {
      return future.get(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new StoreException(StoreException.Reason.TIMEOUT, store + " did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.unavailable(store, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof StoreException known) {
        throw known;
      }
      if (deadline.isExpired()) {
        throw new StoreException(
            StoreException.Reason.TIMEOUT, store + " did not answer in time", cause);
      }
      throw StoreException.unavailable(store, cause);
    }
  }
}
