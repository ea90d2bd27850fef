package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunLog;
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
   * Cuts a stretch of a run into windows. Intervals belong to the window that their middle is in.
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
    List<List<Counters>> counters = new ArrayList<>();
    List<List<LoggedInterval>> intervals = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      counters.add(new ArrayList<>());
      intervals.add(new ArrayList<>());
    }
    for (Counters line : log.counters()) {
      double window = ((line.start() + line.end()) / 2 - zero - from) / windowSeconds;
      if (window >= 0 && window < count) {
        counters.get((int) window).add(line);
      }
    }
    for (LoggedInterval each : log.intervals()) {
      double window = ((each.startSeconds() + each.endSeconds()) / 2 - zero - from) / windowSeconds;
      if (window >= 0 && window < count) {
        intervals.get((int) window).add(each);
      }
    }
    List<AnswerWindow> windows = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      double start = from + n * windowSeconds;
      AnswerSummary answers =
          AnswerSummary.of(counters.get(n), intervals.get(n), _ -> true, labels);
      windows.add(new AnswerWindow(start, start + windowSeconds, answers));
    }
    return windows;
  }
}
