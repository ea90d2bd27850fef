package io.hybridperf.measurement.load;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * When each arrival of a {@link LoadProfile} is due, to the nanosecond.
 *
 * <p>A phase has as many arrivals as the integral of its rate, rounded; arrival i of it comes when
 * that integral reaches i, or, in a Poisson profile, at random by the same rate. Both are computed
 * when asked for. The plan of one of several injectors has those of its {@link Share} alone: all
 * their plans together are the plan of a single one, arrival for arrival.
 *
 * <p>What is planned never changes, but a plan may grow at its end ({@link #append}), for a load
 * that depends on how the system did so far. Safe for any thread. Memory: nothing for each arrival,
 * or half a byte in a Poisson profile. Look-ups allocate nothing.
 */
public final class ArrivalPlan {

  /** All that is planned at a moment; replaced as a whole when the plan grows. */
  private static final class Planned {
    final LoadProfile profile;
    final Arrivals[] arrivals;
    final long[] firstArrival;
    final long[] startNanos;

    /** Arrivals of all injectors. */
    final long whole;

    Planned(
        LoadProfile profile,
        Arrivals[] arrivals,
        long[] firstArrival,
        long[] startNanos,
        long whole) {
      this.profile = profile;
      this.arrivals = arrivals;
      this.firstArrival = firstArrival;
      this.startNanos = startNanos;
      this.whole = whole;
    }

    Planned plus(Phase phase, Arrivals all) {
      Arrivals more = SharedArrivals.of(all, whole, profile.share());
      int last = arrivals.length;
      Arrivals[] allArrivals = Arrays.copyOf(arrivals, last + 1);
      allArrivals[last] = more;
      long[] first = Arrays.copyOf(firstArrival, last + 2);
      first[last + 1] = first[last] + more.count();
      long[] start = Arrays.copyOf(startNanos, last + 2);
      start[last + 1] = start[last] + phase.duration().toNanos();
      return new Planned(profile.then(phase), allArrivals, first, start, whole + all.count());
    }

    long count() {
      return firstArrival[arrivals.length];
    }

    int phaseOf(long arrival) {
      Objects.checkIndex(arrival, count());
      int phase = 0;
      while (firstArrival[phase + 1] <= arrival) {
        phase++;
      }
      return phase;
    }
  }

  private volatile Planned planned;

  private ArrivalPlan(LoadProfile empty) {
    planned = new Planned(empty, new Arrivals[0], new long[1], new long[1], 0);
  }

  static ArrivalPlan of(LoadProfile profile) {
    ArrivalPlan plan = new ArrivalPlan(profile.withoutPhases());
    profile.phases().forEach(plan::append);
    return plan;
  }

  /**
   * Lets the plan go on after its end. Whoever injects it finds the new arrivals by {@link
   * #count()}.
   *
   * @param phase with a name that is not in use yet
   * @throws IllegalArgumentException if the name is in use
   */
  public synchronized void append(Phase phase) {
    Planned now = planned;
    planned =
        now.plus(
            phase,
            now.profile.seed().isPresent()
                ? Arrivals.poisson(phase, seedOf(phase, now.profile.seed().getAsLong()))
                : Arrivals.evenly(phase));
  }

  /** Of the phase's own, so that what came before it, and for how long, changes nothing in it. */
  private static long seedOf(Phase phase, long seed) {
    return new SplittableRandom(seed ^ ((long) phase.name().hashCode() << 32)).nextLong();
  }

  /**
   * The profile this plan was made from.
   *
   * @return the profile
   */
  public LoadProfile profile() {
    return planned.profile;
  }

  /**
   * The number of arrivals.
   *
   * @return 0 or more
   */
  public long count() {
    return planned.count();
  }

  /**
   * The number of arrivals of one phase.
   *
   * @param phase index of the phase in the profile
   * @return 0 or more
   */
  public long count(int phase) {
    return planned.arrivals[phase].count();
  }

  /**
   * The number of a phase's first arrival.
   *
   * @param phase index of the phase in the profile
   * @return the number of arrivals before the phase
   */
  public long firstArrival(int phase) {
    return planned.firstArrival[phase];
  }

  /**
   * When an arrival is due.
   *
   * @param arrival its number, from 0 to {@link #count()} - 1
   * @return nanoseconds from the plan's start, not less than those of the arrival before
   * @throws IndexOutOfBoundsException if there is no such arrival
   */
  public long plannedNanos(long arrival) {
    Planned now = planned;
    int phase = now.phaseOf(arrival);
    return now.startNanos[phase]
        + now.arrivals[phase].offsetNanos(arrival - now.firstArrival[phase]);
  }

  /**
   * The phase that an arrival belongs to.
   *
   * @param arrival its number, from 0 to {@link #count()} - 1
   * @return index of the phase in the profile
   * @throws IndexOutOfBoundsException if there is no such arrival
   */
  public int phaseOf(long arrival) {
    return planned.phaseOf(arrival);
  }

  /**
   * The phase that a moment belongs to.
   *
   * @param sinceStartNanos nanoseconds from the plan's start
   * @return index of the phase in the profile: the first one before the start, the last one after
   *     the end, and 0 in a plan without phases
   */
  public int phaseAt(long sinceStartNanos) {
    long[] start = planned.startNanos;
    int phase = 0;
    while (phase < start.length - 2 && start[phase + 1] <= sinceStartNanos) {
      phase++;
    }
    return phase;
  }

  /**
   * When a phase starts.
   *
   * @param phase index of the phase in the profile
   * @return nanoseconds from the plan's start
   */
  public long startNanos(int phase) {
    return planned.startNanos[phase];
  }

  /**
   * When a phase ends.
   *
   * @param phase index of the phase in the profile
   * @return nanoseconds from the plan's start
   */
  public long endNanos(int phase) {
    return planned.startNanos[phase + 1];
  }

  /**
   * The length of all that is planned.
   *
   * @return nanoseconds
   */
  public long totalNanos() {
    long[] start = planned.startNanos;
    return start[start.length - 1];
  }
}
