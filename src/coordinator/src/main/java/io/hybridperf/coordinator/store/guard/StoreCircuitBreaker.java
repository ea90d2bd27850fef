package io.hybridperf.coordinator.store.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.Deadline;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * resilience4j's circuit breaker, with the rules by which the outcome of an operation counts for or
 * against its store. It opens by the share of failed and slow calls in a time window, and earlier
 * when a store is dead: after {@link ConsecutiveFailures}. Every permission that {@link #acquire}
 * gives ends in one of the {@code on...} methods.
 */
final class StoreCircuitBreaker {

  /**
   * A read that times out counts against the store only if its caller gave it at least this much
   * time, or the slow-call threshold if that is less.
   */
  private static final Duration TELLING_TIMEOUT = Duration.ofMillis(250);

  private final String store;
  private final long slowCallNanos;
  private final long tellingTimeoutNanos;
  private final Predicate<Throwable> isAnswer;
  private final CircuitBreaker breaker;
  private final ConsecutiveFailures consecutiveFailures;
  private final LongAdder rejected = new LongAdder();

  /**
   * @param store for messages
   * @param isAnswer whether a failure is an error that the store answered with: it is alive
   */
  StoreCircuitBreaker(String store, BreakerConfig config, Predicate<Throwable> isAnswer) {
    this.store = store;
    this.slowCallNanos = config.slowCall().toNanos();
    this.tellingTimeoutNanos = Math.min(slowCallNanos, TELLING_TIMEOUT.toNanos());
    this.isAnswer = isAnswer;
    this.consecutiveFailures = new ConsecutiveFailures(config.minimumCalls(), config.deadAfter());
    float rate = (float) (100 * config.failureRate());
    this.breaker =
        CircuitBreaker.of(
            store,
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    (int) Math.max(1, config.window().toSeconds()),
                    config.minimumCalls(),
                    SlidingWindowType.TIME_BASED)
                .failureRateThreshold(rate)
                .slowCallRateThreshold(rate)
                .slowCallDurationThreshold(config.slowCall())
                .waitDurationInOpenState(config.openFor())
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
  }

  /**
   * Asks for permission to call the store.
   *
   * @throws StoreException if the breaker is open
   */
  void acquire() throws StoreException {
    if (!breaker.tryAcquirePermission()) {
      rejected.increment();
      throw StoreException.unavailable(store);
    }
  }

  /** The call ended in a way that says nothing about the store. */
  void onIgnored() {
    breaker.releasePermission();
  }

  /**
   * The call got no permit of the bulkhead in time. While every call hangs, these are the only ones
   * to judge the store by.
   *
   * @param nanos how long it queued
   */
  void onQueueTimeout(StoreException e, long nanos) {
    if (e.reason() == StoreException.Reason.TIMEOUT) {
      if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
        // Nothing was let in while it was open, so what fills the bulkhead hung before.
        breaker.onError(nanos, TimeUnit.NANOSECONDS, e);
        return;
      }
      if (nanos >= tellingTimeoutNanos) {
        countFailure();
      }
    }
    onIgnored();
  }

  /**
   * The store answered.
   *
   * @param nanos how long it took
   */
  void onSuccess(Access access, long nanos) {
    boolean slow = nanos > slowCallNanos;
    if (slow && access == Access.WRITE && breaker.getState() == CircuitBreaker.State.CLOSED) {
      onIgnored(); // A large write: neither slow nor proof that reads are fast.
      return;
    }
    breaker.onSuccess(access == Access.READ ? nanos : 0, TimeUnit.NANOSECONDS);
    if (slow && access == Access.READ) {
      countFailure();
    } else {
      consecutiveFailures.reset();
    }
  }

  /**
   * The store failed or did not answer in time.
   *
   * @param requested its caller's own deadline
   * @param nanos how long it took
   */
  void onFailure(StoreException e, Access access, Deadline requested, long nanos) {
    if (e.reason() == StoreException.Reason.TIMEOUT) {
      // Only the caller was short of time: a read was given little, a write ran into its deadline.
      if (access == Access.READ ? nanos < tellingTimeoutNanos : requested.isExpired()) {
        onIgnored();
        return;
      }
    } else if (isAnswer.test(e)) {
      onSuccess(access, nanos);
      return;
    }
    breaker.onError(nanos, TimeUnit.NANOSECONDS, e);
    countFailure();
  }

  private void countFailure() {
    if (consecutiveFailures.failed(System.nanoTime())
        && breaker.getState() == CircuitBreaker.State.CLOSED) {
      consecutiveFailures.reset();
      breaker.transitionToOpenState();
    }
  }

  /** Operations rejected while it was open. */
  long rejected() {
    return rejected.sum();
  }

  BreakerState state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
    };
  }
}
