package io.hybridperf.report.model;

import io.hybridperf.measurement.run.PlannedPhase;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many arrivals a plan has in a stretch of time, from the words that {@code run.json} has. */
final class PlannedRate {
  private static final Pattern RAMP = Pattern.compile("ramp ([0-9.E]+)/s to ([0-9.E]+)/s");
  private static final Pattern SINE =
      Pattern.compile("sine ([0-9.E]+)/s \\+- ([0-9.E]+)/s, period (PT[0-9A-Z.]+)");

  private PlannedRate() {}

  /**
   * Arrivals in a stretch.
   *
   * @param phases the plan
   * @param from seconds since the plan's start
   * @param to the same, not before
   */
  static double arrivals(List<PlannedPhase> phases, double from, double to) {
    double sum = 0;
    for (PlannedPhase phase : phases) {
      double start = Math.clamp(from - phase.startSeconds(), 0, phase.seconds());
      double end = Math.clamp(to - phase.startSeconds(), 0, phase.seconds());
      if (end > start && phase.arrivals() > 0) {
        DoubleUnaryOperator until = integral(phase);
        sum +=
            phase.arrivals()
                * (until.applyAsDouble(end) - until.applyAsDouble(start))
                / until.applyAsDouble(phase.seconds());
      }
    }
    return sum;
  }

  /** The integral of a rate up to a second of its phase; only its form counts. */
  private static DoubleUnaryOperator integral(PlannedPhase phase) {
    Matcher ramp = RAMP.matcher(phase.shape());
    if (ramp.matches()) {
      double from = Double.parseDouble(ramp.group(1));
      double to = Double.parseDouble(ramp.group(2));
      return s -> from * s + (to - from) * s * s / (2 * phase.seconds());
    }
    Matcher sine = SINE.matcher(phase.shape());
    if (sine.matches()) {
      double mean = Double.parseDouble(sine.group(1));
      double amplitude = Double.parseDouble(sine.group(2));
      double turns = 2 * Math.PI / (Duration.parse(sine.group(3)).toNanos() / 1e9);
      return s -> mean * s + amplitude * (1 - Math.cos(turns * s)) / turns;
    }
    return s -> s;
  }
}
