package io.hybridperf.measurement.load;

import java.util.ArrayList;
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
 * <p>Immutable and safe for any thread. Memory: 8 bytes for each second of the profile, or 4 kB for
 * each second of a Poisson profile, however many arrivals there are. Look-ups take a few binary
 * search steps and allocate nothing.
 */
public final class ArrivalPlan {

  private final LoadProfile profile;
  private final List<InjectionStep> steps;
  private final Arrivals[] arrivals;
  private final long[] firstArrival;
  private final long[] startMillis;

  private ArrivalPlan(LoadProfile profile, List<InjectionStep> steps, List<Arrivals> arrivals) {
    this.profile = profile;
    this.steps = List.copyOf(steps);
    this.arrivals = arrivals.toArray(Arrivals[]::new);
    firstArrival = new long[this.arrivals.length + 1];
    startMillis = new long[this.arrivals.length + 1];
    for (int p = 0; p < this.arrivals.length; p++) {
      firstArrival[p + 1] = firstArrival[p] + this.arrivals[p].count();
      startMillis[p + 1] = startMillis[p] + profile.phases().get(p).duration().toMillis();
    }
  }

  static ArrivalPlan of(LoadProfile profile) {
    SplittableRandom stepSeeds = new SplittableRandom(profile.seed().orElse(0));
    List<InjectionStep> all = new ArrayList<>();
    List<Arrivals> arrivals = new ArrayList<>();
    for (Phase phase : profile.phases()) {
      List<InjectionStep> evenly = evenSteps(phase);
      if (profile.seed().isPresent()) {
        List<InjectionStep> randomized =
            evenly.stream().map(step -> randomized(step, stepSeeds)).toList();
        all.addAll(randomized);
        arrivals.add(PoissonArrivals.of(randomized));
      } else {
        all.addAll(evenly);
        arrivals.add(ShardedArrivals.of(evenly));
      }
    }
    return new ArrivalPlan(profile, all, arrivals);
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
    return profile;
  }

  /**
   * The steps that make Gatling's injector do what this plan says.
   *
   * @return an immutable list, in order
   */
  public List<InjectionStep> steps() {
    return steps;
  }

  /**
   * The number of arrivals.
   *
   * @return 0 or more
   */
  public long count() {
    return firstArrival[arrivals.length];
  }

  /**
   * The number of arrivals of one phase.
   *
   * @param phase index of the phase in the profile
   * @return 0 or more
   */
  public long count(int phase) {
    return arrivals[phase].count();
  }

  /**
   * When an arrival is due.
   *
   * @param arrival its number, from 0 to {@link #count()} - 1
   * @return nanoseconds from the plan's start, a whole number of milliseconds
   * @throws IndexOutOfBoundsException if there is no such arrival
   */
  public long plannedNanos(long arrival) {
    int phase = phaseOf(arrival);
    long millis = startMillis[phase] + arrivals[phase].offsetMillis(arrival - firstArrival[phase]);
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
    Objects.checkIndex(arrival, count());
    int phase = 0;
    while (firstArrival[phase + 1] <= arrival) {
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
    return TimeUnit.MILLISECONDS.toNanos(startMillis[phase]);
  }

  /**
   * When a phase ends.
   *
   * @param phase index of the phase in the profile
   * @return nanoseconds from the plan's start
   */
  public long endNanos(int phase) {
    return TimeUnit.MILLISECONDS.toNanos(startMillis[phase + 1]);
  }

  /**
   * The length of the whole plan.
   *
   * @return nanoseconds
   */
  public long totalNanos() {
    return TimeUnit.MILLISECONDS.toNanos(startMillis[arrivals.length]);
  }
}
