package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.Checks;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A phase as {@code run.json} describes it.
 *
 * @param name the phase's name
 * @param judged whether SLOs look at it
 * @param shape how its rate runs, in words
 * @param startSeconds from the plan's start
 * @param seconds its length, with fractions
 * @param arrivals how many are planned
 */
public record PlannedPhase(
    String name, boolean judged, String shape, double startSeconds, double seconds, long arrivals) {

  private static final String CONSTANT = "constant";

  /**
   * @throws IllegalArgumentException if a text is missing or a number out of its range
   */
  public PlannedPhase {
    Checks.present("name", name);
    Checks.present("shape", shape);
    Checks.notNegative("startSeconds", startSeconds);
    Checks.positive("seconds", seconds);
    Checks.notNegative("arrivals", (double) arrivals);
  }

  /**
   * All phases of a plan, as far as it goes by now.
   *
   * @param plan the plan
   * @return an immutable list
   */
  public static List<PlannedPhase> allOf(ArrivalPlan plan) {
    return IntStream.range(0, plan.profile().phases().size())
        .mapToObj(phase -> of(plan, phase))
        .toList();
  }

  /**
   * The same phase, judged or not.
   *
   * @param now whether SLOs look at it
   * @return a new value
   */
  public PlannedPhase judged(boolean now) {
    return new PlannedPhase(name, now, shape, startSeconds, seconds, arrivals);
  }

  private static PlannedPhase of(ArrivalPlan plan, int index) {
    Phase phase = plan.profile().phases().get(index);
    return new PlannedPhase(
        phase.name(),
        phase.judged(),
        describe(phase.shape()),
        plan.startNanos(index) / 1e9,
        phase.duration().toNanos() / 1e9,
        plan.count(index));
  }

  PlannedPhase plus(PlannedPhase other) {
    if (!name.equals(other.name) || seconds != other.seconds || judged != other.judged) {
      throw new IllegalArgumentException(
          "the runs to merge have different phases: %s and %s".formatted(this, other));
    }
    return new PlannedPhase(name, judged, shape, startSeconds, seconds, arrivals + other.arrivals);
  }

  /**
   * Whether its rate is the same from its beginning to its end.
   *
   * @return by the words of its shape
   */
  public boolean hasConstantRate() {
    return shape.startsWith(CONSTANT);
  }

  private static String describe(Shape shape) {
    return switch (shape) {
      case Shape.Constant(double rate) -> "%s %s/s".formatted(CONSTANT, rate);
      case Shape.Ramp(double from, double to) -> "ramp %s/s to %s/s".formatted(from, to);
      case Shape.RampUp(double rate) -> "ramp up to %s/s".formatted(rate);
      case Shape.Sine(double mean, double amplitude, var period) ->
          "sine %s/s +- %s/s, period %s".formatted(mean, amplitude, period);
      case Shape.Pause() -> "pause";
    };
  }
}
