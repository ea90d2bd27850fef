package io.hybridperf.measurement.run;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * When the OK answers of phases came, to be held against the time that was planned for them.
 *
 * <p>What counts is what was answered within the planned seconds of a phase, and what was on its
 * way at their end: asked in them, and answered within {@value #PROMPT_MILLIS} ms of being due. So
 * a system that answers everything has exactly the planned rate, and one that fell behind is not
 * given what it worked off later. The error is at most {@value #PROMPT_MILLIS} ms of answers.
 *
 * <p>Logs know in which interval an answer came. Those of an interval are taken to be spread evenly
 * over the part of it that its phase took; in the interval in which the phase ends, those that took
 * longer are, over the time in which they can have come. Immutable.
 */
public final class OkAnswers {

  /** What was due before the end of a phase, and was answered in this time, was on its way. */
  private static final int PROMPT_MILLIS = 100;

  private static final long PROMPT_NANOS = PROMPT_MILLIS * 1_000_000L;

  /** Times in logs are rounded to a millisecond. */
  private static final double ROUNDING = 0.002;

  private record Piece(Stretch time, double count) {
    double within(Stretch part) {
      double common = Math.min(time.end(), part.end()) - Math.max(time.start(), part.start());
      return common <= 0 ? 0 : count * (common / time.seconds());
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private int phases;
  private double seconds;

  private OkAnswers() {}

  /**
   * Reads them.
   *
   * @param phases of which phases; those without arrivals have no time
   * @param lines what was counted
   * @param intervals what was recorded
   * @param zero the plan's start, in seconds since recording started
   * @param until how far the log goes
   */
  static OkAnswers of(
      List<PlannedPhase> phases,
      List<Counters> lines,
      List<LoggedInterval> intervals,
      double zero,
      double until) {
    OkAnswers all = new OkAnswers();
    for (PlannedPhase phase : phases) {
      double start = zero + phase.startSeconds();
      boolean whole = start + phase.seconds() <= until + ROUNDING;
      double end = whole ? start + phase.seconds() : until;
      if (phase.arrivals() > 0 && end > start) {
        all.phases++;
        // Not the difference of two sums, which is rounded.
        all.seconds += whole ? phase.seconds() : end - start;
        all.add(phase.name(), new Stretch(start, end), lines, intervals);
      }
    }
    return all;
  }

  private void add(
      String phase, Stretch planned, List<Counters> lines, List<LoggedInterval> intervals) {
    for (Counters line : lines) {
      if (line.end() <= planned.end() + ROUNDING) {
        long ok =
            line.answered().entrySet().stream()
                .filter(each -> each.getKey().phase().equals(phase))
                .filter(each -> Status.isOk(each.getKey().status()))
                .mapToLong(each -> each.getValue())
                .sum();
        put(line.start(), line.end(), planned, (double) ok);
      }
    }
    for (LoggedInterval each : intervals) {
      if (each.endSeconds() > planned.end() + ROUNDING
          && each.phase().equals(phase)
          && each.series().equals(Series.RESPONSE_TIME)
          && Status.isOk(each.status())) {
        Histogram times = each.histogram();
        long prompt = times.getCountBetweenValues(0, PROMPT_NANOS);
        double from = Math.max(each.startSeconds(), planned.start());
        // Whoever was due last had waited for no longer than this when the last answer came.
        double to = Math.min(each.endSeconds(), planned.end() + times.getMaxValue() / 1e9);
        double share = Math.clamp((planned.end() - from) / (to - from), 0, 1);
        put(from, planned.end(), planned, prompt + share * (times.getTotalCount() - prompt));
      }
    }
  }

  /** What came in a moment that the phase has no part of belongs to its nearest. */
  private void put(double from, double to, Stretch planned, double count) {
    if (count > 0) {
      double start = Math.clamp(from, planned.start(), planned.end());
      double end = Math.clamp(to, planned.start(), planned.end());
      pieces.add(
          new Piece(
              end - start > ROUNDING
                  ? new Stretch(start, end)
                  : start - planned.start() > ROUNDING
                      ? new Stretch(end - ROUNDING, end)
                      : new Stretch(start, start + ROUNDING),
              count));
    }
  }

  /**
   * All of them.
   *
   * @return 0 or more; no whole number if it is not known in which part of an interval some came
   */
  public double count() {
    return pieces.stream().mapToDouble(Piece::count).sum();
  }

  /**
   * Those in a part of the time.
   *
   * @param part seconds since recording started
   * @return 0 or more
   */
  public double during(Stretch part) {
    return pieces.stream().mapToDouble(piece -> piece.within(part)).sum();
  }

  /**
   * How long the phases were to last, as far as the log goes.
   *
   * @return seconds
   */
  public double seconds() {
    return seconds;
  }

  /**
   * How finely they count: a plan has whole arrivals, rounded in each phase.
   *
   * @return half an answer of each phase
   */
  public double resolution() {
    return phases / 2.0;
  }
}
