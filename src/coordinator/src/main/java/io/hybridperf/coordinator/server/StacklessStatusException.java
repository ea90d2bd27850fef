package io.hybridperf.coordinator.server;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;

/**
 * Ends a call with an error, without a stack trace: nobody sees it, and it costs most when there
 * are many, while a store is away or load is shed.
 */
final class StacklessStatusException extends StatusException {

  private static final long serialVersionUID = 1L;

  StacklessStatusException(Status status) {
    this(status, new Metadata());
  }

  StacklessStatusException(Status status, Metadata trailers) {
    super(status, trailers);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
