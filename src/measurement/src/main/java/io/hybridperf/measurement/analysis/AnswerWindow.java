package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Everything that was answered in a stretch of time, whenever it had been asked: what its callers
 * met just then.
 *
 * @param startSeconds from the plan's start
 * @param endSeconds from the plan's start
 * @param answers what they met
 */
public record AnswerWindow(double startSeconds, double endSeconds, AnswerSummary answers) {

  /**
   * Cuts a stretch of a run into windows.
   *
   * @param log the run's
   * @param from start of the first window, in seconds from the plan's start
   * @param until end of the stretch; a last window that is less than half as long as the others is
   *     left out
   * @param windowSeconds length of a window, at least that of the log's intervals, 1
   * @param labels which query types count
   * @return windows in order; none if no arrival has started
   */
  public static List<AnswerWindow> of(
      RunLog log, double from, double until, double windowSeconds, Predicate<String> labels) {
    if (log.planZeroSeconds().isEmpty()) {
      return List.of();
    }
    double zero = log.planZeroSeconds().getAsDouble();
    double end = Math.min(until, log.untilSeconds() - zero);
    int count = Math.max(0, (int) Math.round((end - from) / windowSeconds));
    List<AnswerWindow> windows = new ArrayList<>();
    for (Selection each :
        log.select(_ -> true, labels).windows(zero + from, windowSeconds, count)) {
      double start = from + windows.size() * windowSeconds;
      windows.add(new AnswerWindow(start, start + windowSeconds, AnswerSummary.of(each)));
    }
    return windows;
  }
}
