package io.hybridperf.measurement.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * When each arrival of a {@link LoadProfile} is due, exactly as Gatling's open injector (3.15.1)
 * will schedule it, in the order in which the injector numbers its users.
 *
 * <p>Gatling spreads the users of a step over its seconds, and the users of a second over 1,000
 * slots of one millisecond, so offsets are whole milliseconds. A Poisson step computes nanoseconds,
 * which the injector cuts to milliseconds when it arms its timer ({@code Workload.injectUser}); the
 * plan holds what is armed.
 *
 * <p>What is planned never changes, but a plan may grow at its end ({@link #append}), for a load
 * that depends on how the system did so far. Safe for any thread. Memory: 8 bytes for each second
 * of the profile, or 4 kB for each second of a Poisson profile, however many arrivals there are.
 * Look-ups take a few steps and allocate nothing.
 */
public final class ArrivalPlan {

  /** All that is planned at a moment; replaced as a whole when the plan grows. */
  private static final class Planned {
    final LoadProfile profile;
    final List<InjectionStep> steps;
    final Arrivals[] arrivals;
    final long[] firstArrival;
    final long[] startMillis;

    Planned(
        LoadProfile profile,
        List<InjectionStep> steps,
        Arrivals[] arrivals,
        long[] firstArrival,
        long[] startMillis) {
      this.profile = profile;
      this.steps = steps;
      this.arrivals = arrivals;
      this.firstArrival = firstArrival;
      this.startMillis = startMillis;
    }

    Planned plus(Phase phase, List<InjectionStep> added, Arrivals more) {
      List<InjectionStep> allSteps = new ArrayList<>(steps);
      allSteps.addAll(added);
      int last = arrivals.length;
      Arrivals[] allArrivals = Arrays.copyOf(arrivals, last + 1);
      allArrivals[last] = more;
      long[] first = Arrays.copyOf(firstArrival, last + 2);
      first[last + 1] = first[last] + more.count();
      long[] start = Arrays.copyOf(startMillis, last + 2);
      start[last + 1] = start[last] + phase.duration().toMillis();
      return new Planned(profile.then(phase), List.copyOf(allSteps), allArrivals, first, start);
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

  private final SplittableRandom stepSeeds;
  private volatile Planned planned;

  private ArrivalPlan(LoadProfile empty) {
    stepSeeds = new SplittableRandom(empty.seed().orElse(0));
    planned = new Planned(empty, List.of(), new Arrivals[0], new long[1], new long[1]);
  }

  static ArrivalPlan of(LoadProfile profile) {
    ArrivalPlan plan = new ArrivalPlan(profile.withoutPhases());
    profile.phases().forEach(plan::append);
    return plan;
  }

  /**
   * Lets the plan go on after its end. Whoever injects it has to be told (see {@link #steps()}).
   *
   * @param phase with a name that is not in use yet
   * @throws IllegalArgumentException if the name is in use
   */
  public synchronized void append(Phase phase) {
    List<InjectionStep> steps = evenSteps(phase);
    if (planned.profile.seed().isPresent()) {
      steps = steps.stream().map(step -> randomized(step, stepSeeds)).toList();
      planned = planned.plus(phase, steps, PoissonArrivals.of(steps));
    } else {
      planned = planned.plus(phase, steps, ShardedArrivals.of(steps));
    }
  }

  private static List<InjectionStep> evenSteps(Phase phase) {
    int seconds = phase.seconds();
    return switch (phase.shape()) {
      case Shape.Constant(double rate) when rate == 0 ->
          List.of(new InjectionStep.NothingFor(seconds));
      case Shape.Constant(double rate) ->
          List.of(new InjectionStep.ConstantUsersPerSec(rate, seconds));
      case Shape.Ramp(double from, double to) ->
          List.of(new InjectionStep.RampUsersPerSec(from, to, seconds));
      case Shape.Sine sine -> sineSteps(sine, seconds);
      case Shape.Pause() -> List.of(new InjectionStep.NothingFor(seconds));
    };
  }

  /**
   * One-second steps of whole users whose running total is the integral of the sine, rounded: no
   * user is lost to the rounding of single seconds.
   */
  private static List<InjectionStep> sineSteps(Shape.Sine sine, int seconds) {
    List<InjectionStep> steps = new ArrayList<>();
    double periodSeconds = sine.period().toNanos() / 1e9;
    double omega = 2 * Math.PI / periodSeconds;
    long before = 0;
    for (int second = 1; second <= seconds; second++) {
      double integral =
          sine.mean() * second + sine.amplitude() / omega * (1 - Math.cos(omega * second));
      long until = Math.max(before, Math.round(integral));
      steps.add(
          until == before
              ? new InjectionStep.NothingFor(1)
              : new InjectionStep.ConstantUsersPerSec((double) (until - before), 1));
      before = until;
    }
    return steps;
  }

  private static InjectionStep randomized(InjectionStep step, SplittableRandom seeds) {
    return switch (step) {
      case InjectionStep.ConstantUsersPerSec(double rate, int seconds) ->
          new InjectionStep.PoissonUsersPerSec(rate, rate, seconds, seeds.nextLong());
      case InjectionStep.RampUsersPerSec(double from, double to, int seconds) ->
          new InjectionStep.PoissonUsersPerSec(from, to, seconds, seeds.nextLong());
      case InjectionStep.NothingFor nothing -> nothing;
      case InjectionStep.PoissonUsersPerSec poisson -> poisson;
    };
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
   * The steps that make Gatling's injector do what this plan says.
   *
   * @return an immutable list, in order
   */
  public List<InjectionStep> steps() {
    return planned.steps;
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
   * When an arrival is due.
   *
   * @param arrival its number, from 0 to {@link #count()} - 1
   * @return nanoseconds from the plan's start, a whole number of milliseconds
   * @throws IndexOutOfBoundsException if there is no such arrival
   */
  public long plannedNanos(long arrival) {
    Planned now = planned;
    int phase = now.phaseOf(arrival);
    long millis =
        now.startMillis[phase]
            + now.arrivals[phase].offsetMillis(arrival - now.firstArrival[phase]);
    return TimeUnit.MILLISECONDS.toNanos(millis);
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
   * When a phase starts.
   *
   * @param phase index of the phase in the profile
   * @return nanoseconds from the plan's start
   */
  public long startNanos(int phase) {
    return TimeUnit.MILLISECONDS.toNanos(planned.startMillis[phase]);
  }

  /**
   * When a phase ends.
   *
   * @param phase index of the phase in the profile
   * @return nanoseconds from the plan's start
   */
  public long endNanos(int phase) {
    return TimeUnit.MILLISECONDS.toNanos(planned.startMillis[phase + 1]);
  }

  /**
   * The length of all that is planned.
   *
   * @return nanoseconds
   */
  public long totalNanos() {
    Planned now = planned;
    return TimeUnit.MILLISECONDS.toNanos(now.startMillis[now.arrivals.length]);
  }
}
