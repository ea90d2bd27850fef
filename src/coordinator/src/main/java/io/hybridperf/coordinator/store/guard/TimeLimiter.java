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
 * Waits for an operation no longer than its deadline. An operation that is abandoned goes on until
 * its own timeout ends it, and keeps its permit of the bulkhead until then.
 */
public final class TimeLimiter {

  private TimeLimiter() {}

  /**
   * Runs a blocking operation on a virtual thread of its own and waits for it.
   *
   * @param store its name, for messages
   * @throws StoreException the operation's own, TIMEOUT past the deadline, else UNAVAILABLE
   */
  public static <T> T call(String store, Deadline deadline, Callable<T> operation)
      throws StoreException {
    FutureTask<T> task = new FutureTask<>(operation);
    Thread.ofVirtual().start(task);
    return get(store, deadline, task);
  }

  /**
   * Waits for an operation that was started.
   *
   * @param store its name, for messages
   * @throws StoreException as {@link #call}
   */
  public static <T> T await(String store, Deadline deadline, CompletionStage<T> operation)
      throws StoreException {
    return get(store, deadline, operation.toCompletableFuture());
  }

  private static <T> T get(String store, Deadline deadline, Future<T> future)
      throws StoreException {
    try {
      return future.get(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw StoreException.timeout(store, e);
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
      throw deadline.isExpired()
          ? StoreException.timeout(store, cause)
          : StoreException.unavailable(store, cause);
    }
  }
}
