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

  /** A ratio below it is no chance: at a higher rate nothing gets that much faster. */
  private static final double LEAST_RATIO = 0.8;

  private Bursts() {}

  /**
   * A burst and what came of it.
   *
   * @param phase the name of its peak
   * @param peak the answers to what was asked in it
   * @param peakToBaseline p99 at the peak, as a multiple of p99 in the baseline; empty if either
   *     has no OK answer
   * @param coldBaseline whether the baseline was slower than the peak, so that nothing can be said
   *     in multiples of it
   * @param observedSeconds from the peak's end to the next burst's start, or the load's end
   * @param recoverySeconds from the peak's end until all was well; empty if that was not observed
   */
  public record Burst(
      String phase,
      AnswerSummary peak,
      OptionalDouble peakToBaseline,
      boolean coldBaseline,
      double observedSeconds,
      OptionalDouble recoverySeconds) {}

  /**
   * Looks at each burst of a run that came to its peak's end.
   *
   * @param log the run's
   * @param target what answers have to be like to count as recovered
   * @param windowSeconds the resolution of recovery times
   * @return bursts in order
   */
  public static List<Burst> in(RunLog log, Predicate<AnswerSummary> target, double windowSeconds) {
    long baseline = AnswerSummary.of(log.select(BASELINE::equals, _ -> true)).p99Nanos();
    double recorded = log.untilSeconds() - log.planZeroSeconds().orElse(0);
    List<PlannedPhase> phases = log.info().phases();
    List<Burst> bursts = new ArrayList<>();
    for (int n = 0; n < phases.size(); n++) {
      PlannedPhase phase = phases.get(n);
      double end = phase.startSeconds() + phase.seconds();
      if (!Phase.matches(phase.name(), PEAK) || end > recorded) {
        continue;
      }
      AnswerSummary peak = AnswerSummary.of(log.select(phase.name()::equals, _ -> true));
      double until = Math.min(recoveryEnd(phases.subList(n + 1, phases.size()), end), recorded);
      bursts.add(
          new Burst(
              phase.name(),
              peak,
              baseline == 0 || peak.answers().ok() == 0
                  ? OptionalDouble.empty()
                  : OptionalDouble.of((double) peak.p99Nanos() / baseline),
              peak.p99Nanos() < LEAST_RATIO * baseline,
              until - end,
              Recovery.seconds(
                  AnswerWindow.of(log, end, until, windowSeconds, _ -> true), target)));
    }
    return bursts;
  }

  /** The end of the last phase whose load does not rise towards the next peak. */
  private static double recoveryEnd(List<PlannedPhase> after, double peakEnd) {
    double end = peakEnd;
    for (PlannedPhase phase : after) {
      if (Phase.matches(phase.name(), PEAK) || Phase.matches(phase.name(), "ramp-up")) {
        break;
      }
      end = phase.startSeconds() + phase.seconds();
    }
    return end;
  }
}
