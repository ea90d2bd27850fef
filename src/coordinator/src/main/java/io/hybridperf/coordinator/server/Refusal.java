package io.hybridperf.coordinator.server;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;

/**
 * How a call ends that is not answered. Without a stack trace, which nobody sees and which costs
 * most when there are many: while a store is away or too much is asked for.
 */
final class Refusal extends StatusException {

  private static final long serialVersionUID = 1L;

  Refusal(Status status) {
    this(status, new Metadata());
  }

  Refusal(Status status, Metadata trailers) {
    super(status, trailers);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
