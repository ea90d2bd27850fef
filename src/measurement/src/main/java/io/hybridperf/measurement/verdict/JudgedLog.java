package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The judged phases of a run's log, cut to a scope. */
final class JudgedLog {

  /** What a histogram in the log is about. */
  private record Key(String series, String phase, String label, String status) {}

  /** A stretch of time without a break, in seconds since recording started. */
  record Stretch(double start, double end) {
    double seconds() {
      return Math.max(0, end - start);
    }
  }

  private static final double NEARLY_ALL = 0.99;

  private final RunLog log;
  private final boolean finished;
  private final List<PlannedPhase> judged;
  private final Map<Key, List<LoggedInterval>> byKey = new HashMap<>();
  private final Map<Key, Histogram> sums = new HashMap<>();

  JudgedLog(RunLog log) {
    this.log = log;
    finished = log.info().status() == RunStatus.COMPLETE && reachedEnd(log);
    judged = log.info().phases().stream().filter(PlannedPhase::judged).toList();
    Predicate<String> isJudged =
        judged.stream().map(PlannedPhase::name).collect(Collectors.toSet())::contains;
    for (LoggedInterval each : log.intervals()) {
      if (isJudged.test(each.phase())) {
        byKey
            .computeIfAbsent(
                new Key(each.series(), each.phase(), each.label(), each.status()),
                _ -> new ArrayList<>())
            .add(each);
      }
    }
  }

  /**
   * Whether the log goes to the last second in which arrivals are planned; or, since a slow phase
   * may have its last arrival earlier, holds nearly all of them.
   */
  private static boolean reachedEnd(RunLog log) {
    double end =
        log.info().phases().stream()
            .filter(phase -> phase.arrivals() > 0)
            .mapToDouble(phase -> phase.startSeconds() + phase.seconds())
            .max()
            .orElse(0);
    long planned = log.info().phases().stream().mapToLong(PlannedPhase::arrivals).sum();
    long sent = log.sent().values().stream().mapToLong(n -> n).sum();
    return log.planZeroSeconds().isPresent()
        && (log.untilSeconds() >= log.planZeroSeconds().getAsDouble() + end - 1
            || sent >= NEARLY_ALL * planned);
  }

  static Histogram newHistogram() {
    return new Histogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);
  }

  List<PlannedPhase> phases(Scope scope) {
    return judged.stream().filter(phase -> scope.includesPhase(phase.name())).toList();
  }

  /** Every label that was seen in the judged phases, sorted. */
  List<String> labels() {
    return new ArrayList<>(
        byKey.keySet().stream().map(Key::label).collect(Collectors.toCollection(TreeSet::new)));
  }

  private boolean matches(Key key, String series, Scope scope) {
    return key.series().equals(series)
        && scope.includesPhase(key.phase())
        && scope.includesLabel(key.label());
  }

  /** A series over the whole scope, of OK answers or of all. */
  Histogram histogram(String series, Scope scope, boolean okOnly) {
    Histogram sum = newHistogram();
    for (Key key : byKey.keySet()) {
      if (matches(key, series, scope) && (!okOnly || key.status().equals(Status.OK))) {
        sum.add(sums.computeIfAbsent(key, this::sumOf));
      }
    }
    return sum;
  }

  private Histogram sumOf(Key key) {
    Histogram sum = newHistogram();
    byKey.getOrDefault(key, List.of()).forEach(interval -> sum.add(interval.histogram()));
    return sum;
  }

  /**
   * A series of OK answers by window, one window after the other: the histogram is reused. Windows
   * are counted from the start of the first interval in the scope; an interval belongs to the
   * window that its middle is in.
   */
  void eachWindow(String series, Scope scope, BiConsumer<Stretch, Histogram> visitor) {
    SortedMap<Long, List<LoggedInterval>> windows = new TreeMap<>();
    double start = windowStart(scope);
    byKey.forEach((key, intervals) -> {
      if (matches(key, series, scope) && key.status().equals(Status.OK)) {
        for (LoggedInterval each : intervals) {
          windows
              .computeIfAbsent(
                  windowOf(each.startSeconds(), each.endSeconds(), start, scope),
                  _ -> new ArrayList<>())
              .add(each);
        }
      }
    });
    Histogram sum = newHistogram();
    windows.forEach((window, intervals) -> {
      sum.reset();
      intervals.forEach(interval -> sum.add(interval.histogram()));
      visitor.accept(stretch(window, start, scope), sum);
    });
  }

  /** How requests ended, by window as in {@link #eachWindow}. */
  SortedMap<Double, Answers> answersByWindow(Scope scope) {
    SortedMap<Double, Answers> windows = new TreeMap<>();
    double start = windowStart(scope);
    for (Counters line : log.counters()) {
      Answers seen = answersIn(line, scope);
      if (seen.total() > 0) {
        long window = windowOf(line.start(), line.end(), start, scope);
        windows.merge(stretch(window, start, scope).start(), seen, JudgedLog::sum);
      }
    }
    return windows;
  }

  private double windowStart(Scope scope) {
    return log.counters().stream()
        .filter(line -> answersIn(line, scope).total() > 0)
        .mapToDouble(Counters::start)
        .min()
        .orElse(0);
  }

  private static long windowOf(double start, double end, double origin, Scope scope) {
    return (long) Math.floor(((start + end) / 2 - origin) / scope.windowSeconds());
  }

  private static Stretch stretch(long window, double origin, Scope scope) {
    double start = origin + window * scope.windowSeconds();
    return new Stretch(start, start + scope.windowSeconds());
  }

  private Answers answersIn(Counters line, Scope scope) {
    Answers seen = Answers.NONE;
    for (Map.Entry<String, Long> entry : line.answered().entrySet()) {
      String[] tag = entry.getKey().split("/", -1);
      if (isJudged(tag[0]) && scope.includesPhase(tag[0]) && scope.includesLabel(tag[1])) {
        seen = seen.plus(tag[2], entry.getValue());
      }
    }
    return seen;
  }

  private boolean isJudged(String phase) {
    return judged.stream().anyMatch(each -> each.name().equals(phase));
  }

  private static Answers sum(Answers a, Answers b) {
    return new Answers(a.ok() + b.ok(), a.errors() + b.errors(), a.shed() + b.shed());
  }

  /** Requests sent in the scope. */
  long sent(Scope scope) {
    return count(log.sent(), scope);
  }

  /** Arrivals in the scope for which no request could be sent. */
  long dropped(Scope scope) {
    return log.counters().stream().mapToLong(line -> count(line.dropped(), scope)).sum();
  }

  private long count(Map<String, Long> byTag, Scope scope) {
    long sum = 0;
    for (Map.Entry<String, Long> entry : byTag.entrySet()) {
      String[] tag = entry.getKey().split("/", -1);
      if (isJudged(tag[0]) && scope.includesPhase(tag[0]) && scope.includesLabel(tag[1])) {
        sum += entry.getValue();
      }
    }
    return sum;
  }

  /**
   * How the requests of a scope ended. In a finished run, a request without an answer is an error:
   * the caller of a system that swallows requests waits for ever.
   */
  Answers answers(Scope scope) {
    Answers seen = Answers.NONE;
    for (Counters line : log.counters()) {
      seen = sum(seen, answersIn(line, scope));
    }
    long unanswered = sent(scope) - seen.total();
    return finished && unanswered > 0 ? seen.plus("UNANSWERED", unanswered) : seen;
  }

  /**
   * When the phases of a scope that have arrivals took place, neighbours joined, as far as the log
   * goes.
   */
  List<Stretch> stretches(Scope scope) {
    double zero = log.planZeroSeconds().orElse(0);
    List<Stretch> stretches = new ArrayList<>();
    phases(scope).stream()
        .filter(phase -> phase.arrivals() > 0)
        .sorted(Comparator.comparingDouble(PlannedPhase::startSeconds))
        .forEach(phase -> {
          double start = zero + phase.startSeconds();
          double end = Math.min(start + phase.seconds(), log.untilSeconds());
          if (end <= start) {
            return;
          }
          if (!stretches.isEmpty() && start - stretches.getLast().end() < 1e-6) {
            stretches.add(new Stretch(stretches.removeLast().start(), end));
          } else {
            stretches.add(new Stretch(start, end));
          }
        });
    return stretches;
  }

  /**
   * OK answers that came in a stretch of time. An answer counts with its interval, and that with
   * its start, so up to one interval after the stretch is included, but not what a server works off
   * later.
   */
  long okWithin(Stretch stretch, Scope scope) {
    long ok = 0;
    for (Counters line : log.counters()) {
      if (line.start() < stretch.end() - 1e-6 && line.end() > stretch.start()) {
        ok += answersIn(line, scope).ok();
      }
    }
    return ok;
  }

  /** OK answers by whole window of a stretch, by the middle of their intervals. */
  List<Long> okByWindow(Stretch stretch, Scope scope) {
    int whole = (int) (stretch.seconds() / scope.windowSeconds() + 1e-6);
    List<Long> windows = new ArrayList<>(Collections.nCopies(whole, 0L));
    for (Counters line : log.counters()) {
      long window = windowOf(line.start(), line.end(), stretch.start(), scope);
      if (window >= 0 && window < whole) {
        int index = (int) window;
        windows.set(index, windows.get(index) + answersIn(line, scope).ok());
      }
    }
    return windows;
  }

  /** Whether the run says that it ended, and the log shows that its plan did. */
  boolean finished() {
    return finished;
  }
}
