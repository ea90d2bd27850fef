package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Bursts of load: phases called {@value #PEAK}, their later cycles included, each followed by
 * whatever leads back to the base rate, after a phase {@value #BASELINE}.
 */
public final class Bursts {
  /** The phase before the first burst. */
  public static final String BASELINE = "baseline";

  /** The phase of a burst. */
  public static final String PEAK = "peak";

  /** The phase at the base rate that a burst leads back to. */
  public static final String RECOVERY = "recovery";

  /** A ratio below it is no chance: compilers were not done before, or caches held less. */
  private static final double LEAST_RATIO = 0.8;

  private Bursts() {}

  /**
   * A burst and what came of it.
   *
   * @param phase the name of its peak
   * @param peak the answers to what was asked in it
   * @param toBaseline p99 at the peak, as a multiple of p99 in the baseline; empty if either has no
   *     OK answer
   * @param toRecovered the same as a multiple of p99 at the base rate after the burst, from when
   *     all was well again; empty if there is no OK answer of then
   * @param observedSeconds from the peak's end to the next burst's start, or the load's end
   * @param recoverySeconds from the peak's end until all was well; empty if that was not observed
   */
  public record Burst(
      String phase,
      AnswerSummary peak,
      OptionalDouble toBaseline,
      OptionalDouble toRecovered,
      double observedSeconds,
      OptionalDouble recoverySeconds) {

    /**
     * Whether the baseline was slower than the peak: compilers and caches were not yet where the
     * burst brought them, so that a multiple of it says nothing.
     *
     * @return false also if they cannot be compared
     */
    public boolean coldBaseline() {
      return toBaseline.isPresent() && toBaseline.getAsDouble() < LEAST_RATIO;
    }

    /**
     * p99 at the peak, as a multiple of p99 at the base rate: of the baseline, or, where that was
     * cold, of the base rate after the burst if it was faster.
     *
     * @return empty if there is nothing to compare with
     */
    public OptionalDouble peakToBaseline() {
      if (!coldBaseline()) {
        return toBaseline;
      }
      return toRecovered.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.max(toBaseline.getAsDouble(), toRecovered.getAsDouble()));
    }
  }

  /**
   * Looks at each burst of a run that came to its peak's end.
   *
   * @param log the run's
   * @param target what answers have to be like to count as recovered
   * @param windowSeconds the resolution of recovery times
   * @return bursts in order
   */
  public static List<Burst> in(RunLog log, Predicate<AnswerSummary> target, double windowSeconds) {
    AnswerSummary baseline = AnswerSummary.of(log.select(BASELINE::equals, _ -> true));
    double zero = log.planZeroSeconds().orElse(0);
    double recorded = log.untilSeconds() - zero;
    List<PlannedPhase> phases = log.info().phases();
    List<Burst> bursts = new ArrayList<>();
    for (int n = 0; n < phases.size(); n++) {
      PlannedPhase phase = phases.get(n);
      double end = phase.startSeconds() + phase.seconds();
      if (!Phase.matches(phase.name(), PEAK) || end > recorded) {
        continue;
      }
      AnswerSummary peak = AnswerSummary.of(log.select(phase.name()::equals, _ -> true));
      List<PlannedPhase> after = untilNext(phases.subList(n + 1, phases.size()));
      double until =
          after.isEmpty()
              ? end
              : Math.min(after.getLast().startSeconds() + after.getLast().seconds(), recorded);
      OptionalDouble recovery =
          Recovery.seconds(AnswerWindow.of(log, end, until, windowSeconds, _ -> true), target);
      bursts.add(
          new Burst(
              phase.name(),
              peak,
              ratio(peak, baseline),
              recovery.isEmpty()
                  ? OptionalDouble.empty()
                  : ratio(peak, recovered(log, after, zero, end + recovery.getAsDouble(), until)),
              until - end,
              recovery));
    }
    return bursts;
  }

  private static OptionalDouble ratio(AnswerSummary peak, AnswerSummary reference) {
    return reference.answers().ok() == 0 || peak.answers().ok() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) peak.p99Nanos() / reference.p99Nanos());
  }

  /** Answers at the base rate, between two times in seconds since the plan's start. */
  private static AnswerSummary recovered(
      RunLog log, List<PlannedPhase> after, double zero, double from, double until) {
    List<String> names =
        after.stream()
            .map(PlannedPhase::name)
            .filter(name -> Phase.matches(name, RECOVERY))
            .toList();
    return AnswerSummary.of(
        log.select(names::contains, _ -> true)
            .windows(zero + from, Math.max(until - from, 1), 1)
            .getFirst());
  }

  /** The phases up to the first whose load rises towards the next peak. */
  private static List<PlannedPhase> untilNext(List<PlannedPhase> after) {
    return after.stream()
        .takeWhile(
            phase -> !Phase.matches(phase.name(), PEAK) && !Phase.matches(phase.name(), "ramp-up"))
        .toList();
  }
}
