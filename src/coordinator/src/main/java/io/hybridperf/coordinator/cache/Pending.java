package io.hybridperf.coordinator.cache;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what another request is loading. */
final class Pending {

  private Pending() {}

  /**
   * The value, or empty if the other request failed: it may have had less time, so that is no
   * verdict on the store.
   *
   * @throws StoreException if the deadline came first
   */
  static <T> Optional<T> await(CompletableFuture<T> value, Deadline deadline)
      throws StoreException {
    try {
      return Optional.of(
          value.get(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS));
    } catch (CancellationException | ExecutionException e) {
      return Optional.empty();
    } catch (TimeoutException e) {
      throw new StoreException(
          StoreException.Reason.TIMEOUT, "the store did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreException.Reason.UNAVAILABLE, "interrupted", e);
    }
  }
}
