package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable String damage;

  private RunLog(
      RunInfo info,
      double baseEpochSeconds,
      List<LoggedInterval> intervals,
      List<Counters> counters,
      @Nullable String damage) {
    this.info = info;
    this.baseEpochSeconds = baseEpochSeconds;
    this.intervals = List.copyOf(intervals);
    this.counters = List.copyOf(counters);
    this.damage = damage;
  }

  /**
   * Reads a run, and checks that its files are whole and agree with each other and, if it has
   * ended, with what they were at its end.
   *
   * @param folder its folder
   * @return what is complete in it; nothing if it is {@linkplain #damage() damaged}
   * @throws IllegalArgumentException if it holds no run, or one of another version, or what the run
   *     was cannot be read
   */
  public static RunLog read(RunFolder folder) {
    RunInfo info = RunInfo.readFrom(folder);
    RunLog log = read(folder, info);
    try {
      Digests.verify(folder, info);
      return log;
    } catch (DamagedFile e) {
      return log.damaged(e);
    }
  }

  /**
   * Reads a run that this process has just recorded: as {@link #read(RunFolder)}, but its folder
   * has no digests yet.
   *
   * @param folder its folder
   * @param info what the run was
   * @return what is complete in it; nothing if it is {@linkplain #damage() damaged}
   */
  public static RunLog read(RunFolder folder, RunInfo info) {
    try {
      List<Counters> counters = readCounters(folder);
      IntervalLogReader logs = IntervalLogReader.of(folder, !counters.isEmpty());
      Reconciliation.check(folder, info, counters, logs.lines());
      return of(info, counters, logs);
    } catch (DamagedFile e) {
      return new RunLog(info, 0, List.of(), List.of(), e.getMessage());
    }
  }

  /**
   * Reads a run that this process records, while it goes on: each file by itself.
   *
   * @param folder its folder
   * @param info what the run is, as far as it is known
   * @return what is complete in it
   * @throws DamagedFile if a log is damaged elsewhere than at its end
   */
  public static RunLog running(RunFolder folder, RunInfo info) {
    // Counters first: what they count is in the logs by then.
    List<Counters> counters = readCounters(folder);
    return of(info, counters, IntervalLogReader.of(folder, !counters.isEmpty()));
  }

  private static RunLog of(RunInfo info, List<Counters> counters, IntervalLogReader logs) {
    double until = counters.isEmpty() ? 0 : counters.getLast().end();
    List<LoggedInterval> complete =
        logs.lines().stream()
            .map(IntervalLogReader.Line::interval)
            .filter(interval -> interval.endSeconds() <= until + ROUNDING_SECONDS)
            .toList();
    return new RunLog(info, logs.baseEpochSeconds(), complete, counters, null);
  }

  private RunLog damaged(DamagedFile why) {
    String first = damage == null ? why.getMessage() : damage;
    return new RunLog(info, 0, List.of(), List.of(), first);
  }

  private static List<Counters> readCounters(RunFolder folder) {
    List<Counters> counters = new ArrayList<>();
    Path file = folder.counters();
    if (Files.exists(file)) {
      CheckedFile.completeLines(
          file, (line, number) -> counters.add(Json.readLine(file, number, line, Counters.class)));
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
        counters,
        logs.stream().flatMap(log -> log.damage().stream()).findFirst().orElse(null));
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
        counters.stream().map(line -> line.of(tag -> tag.phase().equals(phase.name()))).toList(),
        damage);
  }

  /**
   * The same log, to be judged by another gate than the run's own.
   *
   * @param tier that every gated objective must reach, as {@code target}
   * @return this, but for {@link #info()}
   */
  public RunLog gatedAt(String tier) {
    return new RunLog(info.withGate(tier), baseEpochSeconds, intervals, counters, damage);
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
   * Why nothing in the run's folder can be relied upon.
   *
   * @return one line as {@code damaged: response-time.hlog, line 12: ...}; empty if the folder is
   *     whole, if only up to the moment at which the run was killed
   */
  public Optional<String> damage() {
    return Optional.ofNullable(damage);
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
    Selection all = select(judged::contains, scope::includesLabel);
    return scope.target().isEmpty() ? all : all.ofTarget(scope.target());
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
