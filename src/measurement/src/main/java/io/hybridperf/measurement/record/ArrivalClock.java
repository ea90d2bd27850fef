package io.hybridperf.measurement.record;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ties an {@link ArrivalPlan} to {@link System#nanoTime()}.
 *
 * <p>Nobody is told when Gatling's injector starts. But its timers never fire early, so each start
 * of a user is the plan's zero, plus what was planned, plus a delay of 0 or more; and the smallest
 * {@code actual start - planned offset} seen is the best estimate of the zero. It is a running
 * minimum over the arrivals of the leading phases that are not judged (at least the first {@value
 * #MIN_CALIBRATION} arrivals; if there is no warm-up these are judged with the estimate of the
 * moment), and stays as it is from then on. Users that are started in bunches, ahead of their time,
 * move the estimate ahead by the length of a bunch at most.
 *
 * <p><b>What the injector adds</b> (Gatling 3.15.1, {@code Injector}, {@code UserStream}, {@code
 * Workload}). Once a second it takes the users due in a window of a second, about one second ahead,
 * and arms a timer for each. A delay is computed from a clock cut to milliseconds, the same for the
 * whole batch, but runs from the moment its timer is armed. So a user starts at {@code zero +
 * planned + f + a + t}, with f in [0, 1 ms) the fraction of the millisecond in which the batch was
 * taken, different for each batch; a the time the loop took from the start of the batch to this
 * user (arming 15,000 timers of a Netty loop took 1 to 10 ms on a busy machine, 90 ms in a cold
 * JVM, and the last users were late by just that); and t the lateness of the timer.
 *
 * <p><b>Error bound.</b> The estimated zero is late by the smallest {@code f + a + t} seen, which
 * is less than 1 ms plus the lateness of the timer that was least late. This shifts the schedule as
 * a whole and bends no part of it. Every other delay, a and the change of f between batches
 * included, shows as dispatch lag and in the response time, because it is a departure from the
 * plan; a later batch with a smaller f starts up to 1 ms early, which counts as lag 0. Both clocks
 * are {@code System.nanoTime()} ({@code DefaultClock}), so neither steps nor drifts against the
 * other.
 *
 * <p><b>Slots.</b> An arrival is due at the start of the millisecond that it is planned in, as
 * counted from the plan's start, so that one wake-up of an event loop serves all of that
 * millisecond. Lag and response time count from there, which adds at most a millisecond to them.
 * With exact departures it is due at its own nanosecond, at the price of a wake-up for each.
 *
 * <p><b>Headroom.</b> An action that wants to send at exactly the planned time, and not as
 * Gatling's injector happens to start its user, can move the zero back by more than the injector's
 * lateness, and wait on its event loop's timer from the user's start until {@link
 * #plannedNanoTime}.
 *
 * <p>Lock-free; safe for any thread.
 */
public final class ArrivalClock {

  /** Arrivals that calibrate the zero at least. */
  public static final int MIN_CALIBRATION = 1_000;

  private static final long SLOT_NANOS = 1_000_000;

  private final ArrivalPlan plan;
  private final boolean exact;
  private final long calibrationArrivals;
  private final long originNanoTime;
  private final long headroomNanos;
  private final AtomicLong zeroSinceOrigin = new AtomicLong(Long.MAX_VALUE);
  private volatile boolean frozen;

  /**
   * A clock without headroom.
   *
   * @param plan the plan of the run
   * @param nowNanoTime {@link System#nanoTime()}, before the first arrival
   */
  public ArrivalClock(ArrivalPlan plan, long nowNanoTime) {
    this(plan, nowNanoTime, Duration.ZERO);
  }

  /**
   * A clock whose plan starts later than the injector, so that sends can be timed exactly.
   *
   * @param plan the plan of the run
   * @param nowNanoTime {@link System#nanoTime()}, before the first arrival
   * @param headroom by how much planned times are moved back, 0 or more
   */
  public ArrivalClock(ArrivalPlan plan, long nowNanoTime, Duration headroom) {
    this(plan, nowNanoTime, headroom, false);
  }

  /**
   * As {@link #ArrivalClock(ArrivalPlan, long, Duration)}, with exact departures or not.
   *
   * @param plan the plan of the run
   * @param nowNanoTime {@link System#nanoTime()}, before the first arrival
   * @param headroom by how much planned times are moved back, 0 or more
   * @param exact whether each arrival is due at its own time; else at the start of its millisecond
   */
  public ArrivalClock(ArrivalPlan plan, long nowNanoTime, Duration headroom, boolean exact) {
    this.plan = plan;
    this.exact = exact;
    originNanoTime = nowNanoTime;
    headroomNanos = headroom.toNanos();
    if (headroomNanos < 0) {
      throw new IllegalArgumentException("headroom = %s must not be negative".formatted(headroom));
    }
    long warmUp = 0;
    int phase = 0;
    for (Phase each : plan.profile().phases()) {
      if (each.judged()) {
        break;
      }
      warmUp += plan.count(phase++);
    }
    calibrationArrivals = Math.max(warmUp, MIN_CALIBRATION);
  }

  /**
   * Takes note of the actual start of an arrival.
   *
   * @param arrival its number in the plan
   * @param startNanoTime {@link System#nanoTime()} at its start
   * @return when it was due, as {@link #plannedNanoTime}
   * @throws IndexOutOfBoundsException if the plan has no such arrival
   */
  public long started(long arrival, long startNanoTime) {
    long planned = due(plan.plannedNanos(arrival));
    if (!frozen) {
      calibrate(arrival, startNanoTime - originNanoTime - planned);
    }
    return originNanoTime + zeroSinceOrigin.get() + headroomNanos + planned;
  }

  private void calibrate(long arrival, long candidate) {
    if (arrival >= calibrationArrivals && zeroSinceOrigin.get() != Long.MAX_VALUE) {
      frozen = true;
      return;
    }
    long known = zeroSinceOrigin.get();
    while (candidate < known && !zeroSinceOrigin.compareAndSet(known, candidate)) {
      known = zeroSinceOrigin.get();
    }
  }

  /**
   * When an arrival is due.
   *
   * @param arrival its number in the plan
   * @return a time on the scale of {@link System#nanoTime()}
   * @throws IllegalStateException if no arrival has started yet
   * @throws IndexOutOfBoundsException if the plan has no such arrival
   */
  public long plannedNanoTime(long arrival) {
    return zeroNanoTime().orElseThrow(() -> new IllegalStateException("no arrival has started yet"))
        + due(plan.plannedNanos(arrival));
  }

  private long due(long plannedNanos) {
    return exact ? plannedNanos : slot(plannedNanos);
  }

  /**
   * When what is planned for a time is due, unless departures are exact.
   *
   * @param plannedNanos nanoseconds from the plan's start, 0 or more
   * @return nanoseconds from the plan's start, a whole number of milliseconds
   */
  public static long slot(long plannedNanos) {
    return plannedNanos - plannedNanos % SLOT_NANOS;
  }

  /**
   * The plan's start, headroom included.
   *
   * @return a time on the scale of {@link System#nanoTime()}; empty before the first arrival
   */
  public OptionalLong zeroNanoTime() {
    long zero = zeroSinceOrigin.get();
    return zero == Long.MAX_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(originNanoTime + zero + headroomNanos);
  }

  /**
   * The plan that is tied to the clock.
   *
   * @return the plan
   */
  public ArrivalPlan plan() {
    return plan;
  }

  /**
   * Whether the zero is final.
   *
   * @return true once an arrival after the calibration has started
   */
  public boolean frozen() {
    return frozen;
  }
}
