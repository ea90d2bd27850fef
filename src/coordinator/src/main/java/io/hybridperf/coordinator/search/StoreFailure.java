package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusException;
import io.hybridperf.coordinator.store.StoreException;

/** What becomes of a search when a store fails that it cannot do without. */
final class StoreFailure {

  private StoreFailure() {}

  /** A store that is too slow for its own limit is unavailable; the request still had time. */
  static StatusException of(StoreException e, Deadline deadline) {
    Status status = deadline.isExpired() ? Status.DEADLINE_EXCEEDED : Status.UNAVAILABLE;
    return status.withDescription(e.getMessage()).asException();
  }
}
