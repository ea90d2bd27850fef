package io.hybridperf.coordinator.store.guard;

/** The states of a circuit breaker. */
public enum BreakerState {
  /** Operations pass. */
  CLOSED,
  /** Operations are rejected at once. */
  OPEN,
  /** One operation is let through as a trial; its outcome closes the breaker or opens it again. */
  HALF_OPEN
}
