package io.hybridperf.measurement.analysis;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the highest rate that a system holds: a ramp in equal factors until a rate is missed,
 * then bisection (by the geometric mean) between the highest rate held and the lowest one missed,
 * until they are near enough; then the rate found is held once more, for longer.
 *
 * <p>A rate that is missed narrowly is tried once more before it counts, so that one pause of a
 * machine does not decide, one at which the generator was late twice more; one that is missed
 * clearly is not tried again. The confirmation may overturn what was found; the search then goes on
 * below. Last, the lowest rate that was missed is tried again, once: it may have been missed before
 * the system was warm, or while something else disturbed it. If it is held now, the search goes on
 * above.
 *
 * <pre>{@code
 * for (Optional<Step> step = search.next(); step.isPresent(); step = search.next()) {
 *   search.record(tryOut(step.get().rate()));
 * }
 * search.result();
 * }</pre>
 *
 * <p>Not safe for several threads.
 */
public final class CapacitySearch {

  /** How a rate went. */
  public enum Outcome {
    /** Every objective was met. */
    HELD,
    /** An objective was missed. */
    MISSED,
    /** So much was missed that trying once more would tell nothing new. */
    CLEARLY_MISSED,
    /** The generator did not keep its schedule: the step says nothing about the system. */
    GENERATOR_LATE
  }

  /** What a rate is tried for. */
  public enum Purpose {
    /** On the way up. */
    RAMP,
    /** Between a rate held and one missed. */
    BISECTION,
    /** To see the rate that was found held again, for longer. */
    CONFIRMATION,
    /** To see the rate that bounds it missed again, as long. */
    REFUTATION
  }

  /** Why the capacity is not higher than what was found. */
  public enum Bound {
    /** A higher rate missed an objective: the system's capacity. */
    SYSTEM,
    /** The generator was late at a higher rate: the system may hold more. */
    GENERATOR,
    /** No higher rate was to be tried: the system may hold more. */
    HIGHEST_RATE,
    /** The search was ended early: the system may hold more. */
    UNFINISHED
  }

  /**
   * A rate to try.
   *
   * @param rate requests a second
   * @param purpose what for
   */
  public record Step(double rate, Purpose purpose) {}

  /**
   * What was found.
   *
   * @param held the highest rate that was held; empty if none was
   * @param missed the lowest rate that was not; empty if none was missed
   * @param bound what keeps the capacity from being higher
   * @param confirmed whether the rate was held again, for longer
   */
  public record Result(
      OptionalDouble held, OptionalDouble missed, Bound bound, boolean confirmed) {}

  /**
   * The bounds of a search.
   *
   * @param start the first rate
   * @param highest no higher rate is tried
   * @param growth the factor from one rate of the ramp to the next, more than 1
   * @param tolerance how near the rates held and missed must come, as 0.05 for 5 %
   */
  public record Limits(double start, double highest, double growth, double tolerance) {
    /**
     * @throws IllegalArgumentException if these make no search
     */
    public Limits {
      if (!(start > 0 && start <= highest && Double.isFinite(highest))) {
        throw new IllegalArgumentException(
            "a capacity search from %s/s to %s/s: the first rate must be positive and not above the highest"
                .formatted(start, highest));
      }
      if (!(growth > 1 && tolerance > 0)) {
        throw new IllegalArgumentException(
            "growth = %s must be more than 1 and tolerance = %s more than 0"
                .formatted(growth, tolerance));
      }
    }
  }

  /** A search that begins too high goes down this far. */
  private static final double LOWEST_SHARE_OF_START = 1.0 / 16;

  private static final int TRIES_WHEN_MISSED = 2;

  /** A late generator has not tried the rate at all. */
  private static final int TRIES_WHEN_LATE = 3;

  private final Limits limits;
  private final TreeSet<Double> held = new TreeSet<>();
  private final Map<Double, Bound> missed = new TreeMap<>();
  private final TreeSet<Double> confirmed = new TreeSet<>();
  private final TreeSet<Double> triedAgain = new TreeSet<>();
  private @Nullable Step current;
  private int misses;
  private int lateTries;

  /**
   * A search that has not begun.
   *
   * @param limits its bounds
   */
  public CapacitySearch(Limits limits) {
    this.limits = limits;
  }

  /**
   * The next rate to try; the same until its outcome is recorded.
   *
   * @return empty when the search is over
   */
  public Optional<Step> next() {
    if (current == null) {
      current = choose();
    }
    return Optional.ofNullable(current);
  }

  private @Nullable Step choose() {
    double low = lowerEnd();
    double high = upperEnd();
    if (Double.isInfinite(high)) {
      if (low == 0) {
        return new Step(limits.start, Purpose.RAMP);
      }
      if (low < limits.highest) {
        return new Step(Math.min(low * limits.growth, limits.highest), Purpose.RAMP);
      }
      return confirmation(low);
    }
    if (low == 0) {
      double lower = high / 2;
      return lower < limits.start * LOWEST_SHARE_OF_START
          ? refutation(limits.start)
          : new Step(lower, Purpose.RAMP);
    }
    if (high / low <= 1 + limits.tolerance) {
      Step confirmation = confirmation(low);
      return confirmation != null ? confirmation : refutation(high);
    }
    return new Step(Math.sqrt(low * high), Purpose.BISECTION);
  }

  private @Nullable Step confirmation(double rate) {
    return confirmed.contains(rate) ? null : new Step(rate, Purpose.CONFIRMATION);
  }

  private @Nullable Step refutation(double rate) {
    return missed.get(rate) != Bound.SYSTEM || triedAgain.contains(rate)
        ? null
        : new Step(rate, Purpose.REFUTATION);
  }

  private double lowerEnd() {
    Double highest = held.lower(upperEnd());
    return highest == null ? 0 : highest;
  }

  private double upperEnd() {
    return missed.keySet().stream()
        .mapToDouble(rate -> rate)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * Takes down how the rate went that {@link #next()} gave.
   *
   * @param outcome how
   * @throws IllegalStateException if no rate was asked for
   */
  public void record(Outcome outcome) {
    Step step = current;
    if (step == null) {
      throw new IllegalStateException("no rate is being tried: call next() first");
    }
    if (step.purpose() == Purpose.REFUTATION) {
      triedAgain.add(step.rate());
    }
    if (outcome == Outcome.HELD) {
      missed.keySet().removeIf(rate -> rate <= step.rate());
      held.add(step.rate());
      if (step.purpose() == Purpose.CONFIRMATION) {
        confirmed.add(step.rate());
      }
    } else if (step.purpose() != Purpose.REFUTATION && deservesAnotherTry(outcome)) {
      return;
    } else if (step.purpose() != Purpose.REFUTATION) {
      missed.put(step.rate(), misses > 0 ? Bound.SYSTEM : Bound.GENERATOR);
      held.remove(step.rate());
    }
    misses = 0;
    lateTries = 0;
    current = null;
  }

  private boolean deservesAnotherTry(Outcome outcome) {
    if (outcome == Outcome.GENERATOR_LATE) {
      return ++lateTries < TRIES_WHEN_LATE;
    }
    return ++misses < TRIES_WHEN_MISSED && outcome != Outcome.CLEARLY_MISSED;
  }

  /**
   * What is known by now.
   *
   * @return the result; of a search that is not over, with the bound {@link Bound#UNFINISHED}
   */
  public Result result() {
    double low = lowerEnd();
    double high = upperEnd();
    Bound bound;
    // A refutation is for certainty: what is found stands without it.
    if (next().filter(step -> low == 0 || step.purpose() != Purpose.REFUTATION).isPresent()) {
      bound = Bound.UNFINISHED;
    } else if (Double.isInfinite(high)) {
      bound = Bound.HIGHEST_RATE;
    } else {
      bound = missed.getOrDefault(high, Bound.SYSTEM);
    }
    return new Result(
        low == 0 ? OptionalDouble.empty() : OptionalDouble.of(low),
        Double.isInfinite(high) ? OptionalDouble.empty() : OptionalDouble.of(high),
        bound,
        confirmed.contains(low));
  }
}
