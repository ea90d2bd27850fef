package io.hybridperf.coordinator.store.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.Deadline;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.StoreTimeouts;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Stands before a store: bounds how many operations it is given at the same time and how long each
 * may take, and keeps operations away while the store fails or is slow (a circuit breaker).
 */
public final class Gate {

  /** How long an operation may take, and whether its time says how the store is. */
  public enum Kind {
    /** Not long, and it does. */
    READ,
    /** A write or a part of one: longer, and it depends on how much is written. */
    WRITE
  }

  /** One operation, which calls {@link #release} when the store has really finished with it. */
  public interface Operation<T> {
    T run(Deadline deadline) throws StoreException;
  }

  /** A caller with less time than this says nothing about the store when it runs out of it. */
  private static final Duration MOST_HURRY = Duration.ofMillis(250);

  private final String store;
  private final Slots slots;
  private final StoreTimeouts timeouts;
  private final long slowNanos;
  private final long hurryNanos;
  private final Predicate<Throwable> isAnswer;
  private final CircuitBreaker breaker;
  private final FailureRun run;
  private final LongAdder rejected = new LongAdder();

  /**
   * @param store for messages
   * @param max operations at the same time
   * @param timeouts the longest one may take
   * @param config of the breaker
   * @param isAnswer whether a failure is a store's answer, which says that it is alive
   */
  public Gate(
      String store,
      int max,
      StoreTimeouts timeouts,
      BreakerConfig config,
      Predicate<Throwable> isAnswer) {
    this.store = store;
    this.slots = new Slots(store, max);
    this.timeouts = timeouts;
    this.slowNanos = config.slowCall().toNanos();
    this.hurryNanos = Math.min(slowNanos, MOST_HURRY.toNanos());
    this.run = new FailureRun(config.minimumCalls(), config.deadAfter());
    this.isAnswer = isAnswer;
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

  /** Lets a read through. */
  public <T> T pass(Deadline requested, Operation<T> operation) throws StoreException {
    return pass(Kind.READ, requested, operation);
  }

  /**
   * Lets an operation through, with its slot taken.
   *
   * @param requested by when its caller wants it; the store's timeout may be earlier
   * @throws StoreException of the operation, or at once if the breaker is open
   */
  public <T> T pass(Kind kind, Deadline requested, Operation<T> operation) throws StoreException {
    long limit = limit(kind).toNanos();
    Deadline deadline = requested.minimum(Deadline.after(limit, TimeUnit.NANOSECONDS));
    if (!breaker.tryAcquirePermission()) {
      rejected.increment();
      throw StoreException.notAsked(store);
    }
    boolean judged = false;
    try {
      long start = System.nanoTime();
      try {
        slots.acquire(deadline);
      } catch (StoreException e) {
        judged = waitedInVain(e, System.nanoTime() - start);
        throw e;
      }
      start = System.nanoTime();
      try {
        T result = operation.run(deadline);
        judged = succeeded(kind, System.nanoTime() - start);
        return result;
      } catch (StoreException e) {
        judged = failed(e, kind, requested, System.nanoTime() - start);
        throw e;
      }
    } finally {
      if (!judged) {
        breaker.releasePermission();
      }
    }
  }

  /** The longest that an operation may take. */
  public Duration limit(Kind kind) {
    return kind == Kind.READ ? timeouts.read() : timeouts.write();
  }

  /**
   * While everything hangs, those who wait for a slot are all that there is to judge by. Returns
   * whether this says anything about the store.
   */
  private boolean waitedInVain(StoreException e, long nanos) {
    if (e.reason() != StoreException.Reason.TIMEOUT) {
      return false;
    }
    if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
      // Nothing was let in while it was open, so this is what hung before.
      breaker.onError(nanos, TimeUnit.NANOSECONDS, e);
      return true;
    }
    if (nanos >= hurryNanos) {
      goesOn(System.nanoTime());
    }
    return false;
  }

  /** Whether this says anything about the store. */
  private boolean succeeded(Kind kind, long nanos) {
    boolean slow = nanos > slowNanos;
    if (slow && kind == Kind.WRITE && breaker.getState() == CircuitBreaker.State.CLOSED) {
      return false; // Not that it is slow, nor that it is well.
    }
    breaker.onSuccess(kind == Kind.READ ? nanos : 0, TimeUnit.NANOSECONDS);
    if (slow && kind == Kind.READ) {
      goesOn(System.nanoTime());
    } else {
      run.end();
    }
    return true;
  }

  /** One more failure or slow call: perhaps there has been nothing else for too long. */
  private void goesOn(long nowNanos) {
    if (run.failed(nowNanos) && breaker.getState() == CircuitBreaker.State.CLOSED) {
      run.end();
      breaker.transitionToOpenState();
    }
  }

  /** Whether this says anything about the store. */
  private boolean failed(StoreException e, Kind kind, Deadline requested, long nanos) {
    if (e.reason() == StoreException.Reason.TIMEOUT) {
      // A read's caller was in a hurry; a write's ran out of time before the store did.
      if (kind == Kind.READ ? nanos < hurryNanos : requested.isExpired()) {
        return false;
      }
    } else if (isAnswer.test(e)) {
      return succeeded(kind, nanos);
    }
    breaker.onError(nanos, TimeUnit.NANOSECONDS, e);
    goesOn(System.nanoTime());
    return true;
  }

  /**
   * Says early that an operation would be kept away.
   *
   * @throws StoreException if the breaker is open
   */
  public void refuseWhileOpen() throws StoreException {
    if (state() == State.OPEN) {
      throw StoreException.notAsked(store);
    }
  }

  /** Gives a slot back. */
  public void release() {
    slots.release();
  }

  /** Operations in flight, and their bound. */
  public PoolState pool() {
    return slots.state();
  }

  /** How long operations wait for a slot. */
  public QueueWait queueWait() {
    return slots.queueWait();
  }

  /** Operations that were kept away. */
  public long rejected() {
    return rejected.sum();
  }

  /** A breaker's states. */
  public enum State {
    /** Operations pass. */
    CLOSED,
    /** Operations are kept away. */
    OPEN,
    /** One operation tries whether the store is back. */
    HALF_OPEN
  }

  /** The breaker's state. */
  public State state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> State.OPEN;
      case HALF_OPEN -> State.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
    };
  }

  /** Whether a cause of a failure is of a kind. */
  public static boolean isCausedBy(Throwable failure, Predicate<Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.test(cause)) {
        return true;
      }
    }
    return false;
  }
}
