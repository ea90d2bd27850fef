package io.hybridperf.measurement.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The load a run offers: named phases, one after the other. Immutable; every method returns a new
 * profile.
 *
 * <pre>{@code
 * LoadProfile burst =
 *     LoadProfile.empty()
 *         .warmUp(7_000, Duration.ofSeconds(30))
 *         .constant("baseline", 7_000, Duration.ofSeconds(60))
 *         .repeat(5, cycle -> cycle
 *             .ramp("ramp-up", 7_000, 15_000, Duration.ofSeconds(30))
 *             .constant("peak", 15_000, Duration.ofSeconds(120))
 *             .constant("recovery", 7_000, Duration.ofSeconds(60)))
 *         .scaledBy(0.05);
 * ArrivalPlan plan = burst.plan();
 * }</pre>
 *
 * <p>An instant jump needs no shape of its own: it is a constant phase after another.
 */
public final class LoadProfile {

  /** The name that {@link #warmUp} gives its phase. */
  public static final String WARM_UP = "warm-up";

  private static final LoadProfile EMPTY =
      new LoadProfile(List.of(), OptionalLong.empty(), Share.WHOLE);

  private final List<Phase> phases;
  private final OptionalLong seed;
  private final Share share;

  private LoadProfile(List<Phase> phases, OptionalLong seed, Share share) {
    Set<String> names = new HashSet<>();
    for (Phase phase : phases) {
      if (!names.add(phase.name())) {
        throw new IllegalArgumentException(
            "phase name '%s' is used twice: give every phase its own name, or use repeat()"
                .formatted(phase.name()));
      }
    }
    this.phases = List.copyOf(phases);
    this.seed = seed;
    this.share = share;
  }

  /**
   * A profile without phases.
   *
   * @return the empty profile
   */
  public static LoadProfile empty() {
    return EMPTY;
  }

  /**
   * How long all of it takes.
   *
   * @return 0 if there is no phase
   */
  public Duration duration() {
    return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Appends a phase named {@value #WARM_UP} that is measured but never judged. In its first half
   * the rate rises from a tenth, in its second half it is held ({@link Shape.RampUp}).
   *
   * @param rate arrivals per second, from the middle on
   * @param duration how long it lasts; zero: there is none
   * @return a new profile
   */
  public LoadProfile warmUp(double rate, Duration duration) {
    return duration.isZero()
        ? this
        : then(new Phase(WARM_UP, new Shape.RampUp(rate), duration, false));
  }

  /**
   * Appends a judged phase of one rate.
   *
   * @param name the phase's name
   * @param rate arrivals per second
   * @param duration how long it lasts, longer than zero
   * @return a new profile
   */
  public LoadProfile constant(String name, double rate, Duration duration) {
    return then(new Phase(name, new Shape.Constant(rate), duration, true));
  }

  /**
   * Appends a judged phase whose rate runs straight from one value to another.
   *
   * @param name the phase's name
   * @param from arrivals per second at its start
   * @param to arrivals per second at its end
   * @param duration how long it lasts, longer than zero
   * @return a new profile
   */
  public LoadProfile ramp(String name, double from, double to, Duration duration) {
    return then(new Phase(name, new Shape.Ramp(from, to), duration, true));
  }

  /**
   * Appends a judged phase whose rate swings.
   *
   * @param name the phase's name
   * @param mean arrivals per second around which it swings
   * @param amplitude the largest distance from the mean, at most the mean
   * @param period the time of one swing
   * @param duration how long it lasts, longer than zero
   * @return a new profile
   */
  public LoadProfile sine(
      String name, double mean, double amplitude, Duration period, Duration duration) {
    return then(new Phase(name, new Shape.Sine(mean, amplitude, period), duration, true));
  }

  /**
   * Appends a phase without arrivals.
   *
   * @param name the phase's name
   * @param duration how long it lasts, longer than zero
   * @return a new profile
   */
  public LoadProfile pause(String name, Duration duration) {
    return then(new Phase(name, new Shape.Pause(), duration, true));
  }

  /**
   * Appends a phase.
   *
   * @param phase the phase, whose name is not in use yet
   * @return a new profile
   */
  public LoadProfile then(Phase phase) {
    List<Phase> all = new ArrayList<>(phases);
    all.add(phase);
    return new LoadProfile(all, seed, share);
  }

  /**
   * Appends the same phases several times. From the second cycle on, names end in the number of the
   * cycle: {@code peak}, {@code peak-2}, {@code peak-3}.
   *
   * @param cycles how often, at least once
   * @param cycle adds the phases of one cycle to the (empty) profile it is given
   * @return a new profile
   * @throws IllegalArgumentException if {@code cycles} is less than 1
   */
  public LoadProfile repeat(int cycles, UnaryOperator<LoadProfile> cycle) {
    if (cycles < 1) {
      throw new IllegalArgumentException("cycles = %s must be 1 or more".formatted(cycles));
    }
    List<Phase> all = new ArrayList<>(phases);
    for (int n = 1; n <= cycles; n++) {
      for (Phase phase : cycle.apply(EMPTY).phases) {
        String name = n == 1 ? phase.name() : phase.name() + "-" + n;
        all.add(new Phase(name, phase.shape(), phase.duration(), phase.judged()));
      }
    }
    return new LoadProfile(all, seed, share);
  }

  /**
   * Multiplies every rate.
   *
   * @param factor the environment's scale, finite and greater than 0
   * @return a new profile
   * @throws IllegalArgumentException if the factor is not finite and positive
   */
  public LoadProfile scaledBy(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("scale = %s must be greater than 0".formatted(factor));
    }
    List<Phase> all = new ArrayList<>();
    for (Phase phase : phases) {
      all.add(
          new Phase(
              phase.name(), phase.shape().scaledBy(factor), phase.duration(), phase.judged()));
    }
    return new LoadProfile(all, seed, share);
  }

  /**
   * Makes arrivals a Poisson process instead of evenly spaced, with every phase's rate as before.
   *
   * @param newSeed the same seed gives the same arrivals
   * @return a new profile
   */
  public LoadProfile poisson(long newSeed) {
    return new LoadProfile(phases, OptionalLong.of(newSeed), share);
  }

  /**
   * Leaves the other injectors' arrivals out of the plan. Phases and rates stay those of the whole
   * load.
   *
   * @param newShare whose arrivals are planned
   * @return a new profile
   */
  public LoadProfile sharedBy(Share newShare) {
    return new LoadProfile(phases, seed, newShare);
  }

  /**
   * What warms the system up: the phases before the first judged one, up to the last that rises to
   * its rate. What comes after that lets the first judged phase settle, and belongs to it.
   *
   * @return a profile of these alone
   */
  public LoadProfile leading() {
    List<Phase> leading = phases.stream().takeWhile(phase -> !phase.judged()).toList();
    int end = leading.size();
    while (end > 0 && !(leading.get(end - 1).shape() instanceof Shape.RampUp)) {
      end--;
    }
    return new LoadProfile(end == 0 ? leading : leading.subList(0, end), seed, share);
  }

  LoadProfile withoutPhases() {
    return new LoadProfile(List.of(), seed, share);
  }

  /**
   * The highest rate that any phase comes to.
   *
   * @return arrivals per second, 0 if there is no phase
   */
  public double highestRate() {
    return phases.stream().mapToDouble(phase -> phase.shape().highestRate()).max().orElse(0);
  }

  /**
   * The phases in order.
   *
   * @return an immutable list
   */
  public List<Phase> phases() {
    return phases;
  }

  /**
   * The seed of a Poisson profile.
   *
   * @return empty if arrivals are evenly spaced
   */
  public OptionalLong seed() {
    return seed;
  }

  /**
   * Whose arrivals are planned.
   *
   * @return the whole, unless it was shared
   */
  public Share share() {
    return share;
  }

  /**
   * When each arrival is due.
   *
   * @return the plan
   */
  public ArrivalPlan plan() {
    return ArrivalPlan.of(this);
  }
}
