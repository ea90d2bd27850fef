package io.hybridperf.measurement.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All that a run recorded, read back from its folder: from one that is finished, from one that was
 * killed, or from several injectors of one test. Everything that judges or shows a run starts here.
 *
 * <p>Histograms stay compressed until they are asked for. What was written after the last complete
 * line of {@code counters.jsonl} is left out, so that all series end at the same time, {@link
 * #untilSeconds()}.
 */
public final class RunLog {

  /** A line starts this much later than the last complete one ended: rounding. */
  private static final double ROUNDING_SECONDS = 0.002;

  /** The share of the planned arrivals after which a run counts as having come to its end. */
  private static final double NEARLY_ALL = 0.99;

  private final RunInfo info;
  private final double baseEpochSeconds;
  private final List<LoggedInterval> intervals;
  private final List<Counters> counters;

  private RunLog(
      RunInfo info,
      double baseEpochSeconds,
      List<LoggedInterval> intervals,
      List<Counters> counters) {
    this.info = info;
    this.baseEpochSeconds = baseEpochSeconds;
    this.intervals = List.copyOf(intervals);
    this.counters = List.copyOf(counters);
  }

  /**
   * Reads a run.
   *
   * @param folder its folder
   * @return what is complete in it
   * @throws IllegalArgumentException if the folder holds no run, or a log is damaged elsewhere than
   *     at its end
   */
  public static RunLog read(RunFolder folder) {
    return read(folder, RunInfo.readFrom(folder));
  }

  /**
   * Reads a run whose {@code run.json} is at hand.
   *
   * @param folder its folder
   * @param info what the run was
   * @return what is complete in it
   * @throws IllegalArgumentException if a log is damaged elsewhere than at its end
   */
  public static RunLog read(RunFolder folder, RunInfo info) {
    List<Counters> counters = readCounters(folder);
    double until = counters.isEmpty() ? 0 : counters.getLast().end();
    IntervalLogReader reader = new IntervalLogReader();
    List<LoggedInterval> intervals = new ArrayList<>();
    for (String log :
        List.of(Series.RESPONSE_TIME, Series.SERVICE_TIME, Series.DISPATCH_LAG, RunFolder.VALUES)) {
      for (LoggedInterval interval : reader.read(folder, log)) {
        if (interval.endSeconds() <= until + ROUNDING_SECONDS) {
          intervals.add(interval);
        }
      }
    }
    return new RunLog(info, reader.baseEpochSeconds(), intervals, counters);
  }

  private static List<Counters> readCounters(RunFolder folder) {
    List<Counters> counters = new ArrayList<>();
    for (String line : IntervalLogReader.completeLines(folder.counters())) {
      try {
        counters.add(Json.mapper().readValue(line, Counters.class));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "%s, line %s, is damaged: %s"
                .formatted(folder.counters(), counters.size() + 1, e.getOriginalMessage()),
            e);
      }
    }
    return counters;
  }

  /**
   * The logs of several injectors that shared one test, as one. Times are lined up by the
   * injectors' wall clocks; planned arrivals add up.
   *
   * @param logs at least one, of runs with the same phases
   * @return all intervals of all of them
   * @throws IllegalArgumentException if there is none, or the phases differ
   */
  public static RunLog merge(List<RunLog> logs) {
    if (logs.isEmpty()) {
      throw new IllegalArgumentException("no run to merge: name at least one folder");
    }
    double base = logs.stream().mapToDouble(log -> log.baseEpochSeconds).min().orElseThrow();
    List<LoggedInterval> intervals = new ArrayList<>();
    List<Counters> counters = new ArrayList<>();
    for (RunLog log : logs) {
      double later = Math.round((log.baseEpochSeconds - base) * 1e3) / 1e3;
      log.intervals.forEach(interval -> intervals.add(interval.laterBy(later)));
      log.counters.forEach(line -> counters.add(line.laterBy(later)));
    }
    intervals.sort(Comparator.comparingDouble(LoggedInterval::startSeconds));
    counters.sort(Comparator.comparingDouble(Counters::end));
    return new RunLog(
        logs.stream().map(RunLog::info).reduce(RunInfo::mergedWith).orElseThrow(),
        base,
        intervals,
        counters);
  }

  /**
   * One phase of this log, as a complete run of its own: it can be judged while the run goes on.
   *
   * @param phase a phase of the plan
   * @return what was recorded of that phase
   */
  public RunLog ofPhase(PlannedPhase phase) {
    return new RunLog(
        info.withPhases(List.of(phase.judged(true))).ended(RunStatus.COMPLETE, Instant.now()),
        baseEpochSeconds,
        intervals.stream().filter(each -> each.phase().equals(phase.name())).toList(),
        counters.stream().map(line -> line.of(tag -> tag.phase().equals(phase.name()))).toList());
  }

  /**
   * What the run was.
   *
   * @return the content of {@code run.json}
   */
  public RunInfo info() {
    return info;
  }

  /**
   * Start of recording, the zero of all times in this log.
   *
   * @return seconds since 1970
   */
  public double baseEpochSeconds() {
    return baseEpochSeconds;
  }

  /**
   * Until when the log is complete.
   *
   * @return seconds since recording started, 0 if nothing was written
   */
  public double untilSeconds() {
    return counters.isEmpty() ? 0 : counters.getLast().end();
  }

  /**
   * When the plan started.
   *
   * @return seconds since recording started; empty if no arrival started
   */
  public OptionalDouble planZeroSeconds() {
    // An estimate only ever gets smaller before it is final; of several injectors the first counts.
    return counters.stream()
        .map(Counters::planZero)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .min();
  }

  /**
   * All intervals, in order of time within each series.
   *
   * @return an immutable list
   */
  public List<LoggedInterval> intervals() {
    return intervals;
  }

  /**
   * All counters, in order of time.
   *
   * @return an immutable list
   */
  public List<Counters> counters() {
    return counters;
  }

  /**
   * The judged phases and the query types of a scope.
   *
   * @param scope what part of the run; its window is not looked at, see {@link Selection#windows}
   * @return what was recorded of it
   */
  public Selection select(Scope scope) {
    Set<String> judged =
        info.phases().stream()
            .filter(phase -> phase.judged() && scope.includesPhase(phase.name()))
            .map(PlannedPhase::name)
            .collect(Collectors.toSet());
    return select(judged::contains, scope::includesLabel);
  }

  /**
   * Some phases, judged or not.
   *
   * @param phases which phases' arrivals count, by name
   * @param labels which query types count
   * @return what was recorded of them
   */
  public Selection select(Predicate<String> phases, Predicate<String> labels) {
    return Selection.of(this, phases, labels);
  }

  /**
   * Everything that was sent.
   *
   * @return requests by phase and label
   */
  public Map<Tag, Long> sent() {
    Map<Tag, Long> sum = new TreeMap<>();
    for (Counters line : counters) {
      line.sent().forEach((tag, n) -> sum.merge(tag, n, Long::sum));
    }
    return sum;
  }

  /**
   * Whether the run says that it ended, and the log shows that its plan did: it goes to the last
   * second in which arrivals are planned; or, since a slow phase may have its last arrival earlier,
   * holds nearly all of them.
   *
   * @return true if no more requests or answers can come
   */
  public boolean finished() {
    if (info.status() != RunStatus.COMPLETE || planZeroSeconds().isEmpty()) {
      return false;
    }
    double end =
        info.phases().stream()
            .filter(phase -> phase.arrivals() > 0)
            .mapToDouble(phase -> phase.startSeconds() + phase.seconds())
            .max()
            .orElse(0);
    long planned = info.phases().stream().mapToLong(PlannedPhase::arrivals).sum();
    long sent = sent().values().stream().mapToLong(n -> n).sum();
    return untilSeconds() >= planZeroSeconds().getAsDouble() + end - 1
        || sent >= NEARLY_ALL * planned;
  }
}
