package io.hybridperf.coordinator.search;

import io.grpc.Status;
import io.grpc.StatusException;

/** The vector store has no answer: there may be another way. */
final class NoVectorsException extends StatusException {

  private static final long serialVersionUID = 1L;

  NoVectorsException(Status status) {
    super(status);
  }
}
