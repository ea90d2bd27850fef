package io.hybridperf.measurement.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * A part of a run's log: some phases, some query types, perhaps a window of time. What is asked of
 * a run is asked here. Immutable.
 */
public final class Selection {

  private final Stretch time;
  private final List<PlannedPhase> phases;
  private final List<Counters> lines;
  private final List<LoggedInterval> intervals;
  private final OptionalLong deadlineNanos;
  private final boolean ended;
  private final long unanswered;

  private Selection(
      Stretch time,
      List<PlannedPhase> phases,
      List<Counters> lines,
      List<LoggedInterval> intervals,
      OptionalLong deadlineNanos,
      boolean ended,
      long unanswered) {
    this.time = time;
    this.phases = phases;
    this.lines = lines;
    this.intervals = intervals;
    this.deadlineNanos = deadlineNanos;
    this.ended = ended;
    this.unanswered = unanswered;
  }

  /** The part of a log that has certain phases and labels. */
  static Selection of(RunLog log, Predicate<String> phases, Predicate<String> labels) {
    Predicate<Tag> wanted = tag -> phases.test(tag.phase()) && labels.test(tag.label());
    return new Selection(
        new Stretch(0, log.untilSeconds()),
        log.info().phases().stream().filter(phase -> phases.test(phase.name())).toList(),
        log.counters().stream().map(line -> line.of(wanted)).toList(),
        log.intervals().stream().filter(each -> wanted.test(each.tag())).toList(),
        log.info().deadlineNanos(),
        log.finished(),
        0);
  }

  /**
   * A part of this part.
   *
   * @param labels which query types count
   * @return what was recorded of them, in the same time
   */
  public Selection ofLabels(Predicate<String> labels) {
    return new Selection(
        time,
        phases,
        lines.stream().map(line -> line.of(tag -> labels.test(tag.label()))).toList(),
        intervals.stream().filter(each -> labels.test(each.label())).toList(),
        deadlineNanos,
        ended,
        // Whose answers are missing is only known of all.
        0);
  }

  /**
   * What one of several targets answered: response times, and how calls ended. A call that never
   * ended counts for the run, not for a target, and nothing else is recorded by target.
   *
   * @param target as it was given
   * @return a part without anything, if the run has no such target or only one
   */
  Selection ofTarget(String target) {
    return new Selection(
        time,
        phases,
        TargetAnswers.lines(lines, intervals, Series.ofTarget(target)),
        TargetAnswers.times(intervals, Series.ofTarget(target)),
        deadlineNanos,
        ended,
        0);
  }

  /**
   * The time that is looked at.
   *
   * @return all of the run, or a window of it
   */
  public Stretch time() {
    return time;
  }

  /**
   * The phases that are looked at, whether anything was recorded in them or not.
   *
   * @return an immutable list, in order
   */
  public List<PlannedPhase> phases() {
    return phases;
  }

  /**
   * The query types that were seen.
   *
   * @return sorted
   */
  public List<String> labels() {
    TreeSet<String> labels = new TreeSet<>();
    intervals.forEach(each -> labels.add(each.label()));
    return List.copyOf(labels);
  }

  /**
   * How requests ended. In a run that has ended, requests without an answer are errors.
   *
   * @return the counts of all of it
   */
  public Answers answers() {
    Answers sum =
        lines.stream()
            .map(line -> Answers.of(line.sent(), line.answered()))
            .reduce(Answers.NONE, Answers::plus);
    return ended ? sum.ended() : sum.unanswered(unanswered);
  }

  /**
   * Arrivals for which no request could be sent.
   *
   * @return 0 or more
   */
  public long dropped() {
    return lines.stream().flatMap(line -> line.dropped().values().stream()).mapToLong(n -> n).sum();
  }

  /**
   * The distribution of what was recorded.
   *
   * @param series one of {@link Series}, or another name
   * @param statuses which answers count, as {@link Status#isOk}
   * @return a new histogram, empty if there is nothing
   */
  public Histogram histogram(String series, Predicate<String> statuses) {
    Histogram sum = LoggedInterval.newHistogram();
    for (LoggedInterval each : intervals) {
      if (each.series().equals(series) && statuses.test(each.status())) {
        each.addTo(sum);
      }
    }
    return sum;
  }

  /**
   * How long callers waited.
   *
   * @param series {@link Series#RESPONSE_TIME} or {@link Series#SERVICE_TIME}; of another one there
   *     are only the values of OK answers
   * @return what is judged of it
   */
  public CallTimes times(String series) {
    Histogram failed = LoggedInterval.newHistogram();
    if (series.equals(Series.RESPONSE_TIME) || series.equals(Series.SERVICE_TIME)) {
      failed.add(
          histogram(
              series, status -> !Status.isOk(status) && !status.equals(Status.DEADLINE_EXCEEDED)));
      long deadline = deadlineNanos.orElse(0);
      histogram(series, Status.DEADLINE_EXCEEDED::equals)
          .recordedValues()
          .forEach(each ->
              failed.recordValueWithCount(
                  Math.min(Math.max(deadline, each.getValueIteratedTo()), LoggedInterval.MAX_VALUE),
                  each.getCountAtValueIteratedTo()));
      long missing = answers().unanswered();
      if (missing > 0) {
        failed.recordValueWithCount(
            Math.min(deadlineNanos.orElse(LoggedInterval.MAX_VALUE), LoggedInterval.MAX_VALUE),
            missing);
      }
    }
    return new CallTimes(histogram(series, Status::isOk), failed);
  }

  /**
   * Second by second, as it was written: one part for each line of counters in which something was
   * sent or answered.
   *
   * @return parts in order of time
   */
  public List<Selection> bySecond() {
    TreeMap<Double, List<LoggedInterval>> byStart = new TreeMap<>();
    List<Selection> seconds = new ArrayList<>();
    for (Counters line : lines) {
      if (!line.sent().isEmpty() || !line.answered().isEmpty()) {
        List<LoggedInterval> within = new ArrayList<>();
        byStart.put(line.start(), within);
        seconds.add(part(line.start(), line.end(), List.of(line), within, 0));
      }
    }
    for (LoggedInterval each : intervals) {
      var line = byStart.floorEntry(each.middle());
      if (line != null) {
        line.getValue().add(each);
      }
    }
    return seconds;
  }

  /**
   * Consecutive windows of time from the first one in which something was answered to the last.
   * Requests that were never answered are waited for in the last.
   *
   * @param seconds length of a window
   * @return windows in order, as {@link #windows(double, double, int)}
   */
  public List<Selection> windows(double seconds) {
    List<Counters> answered = lines.stream().filter(line -> !line.answered().isEmpty()).toList();
    OptionalDouble start = answered.stream().mapToDouble(Counters::start).min();
    if (start.isEmpty()) {
      return List.of();
    }
    double last = answered.stream().mapToDouble(Counters::middle).max().orElseThrow();
    return windows(
        start.getAsDouble(),
        seconds,
        (int) ((last - start.getAsDouble()) / seconds) + 1,
        answers().unanswered());
  }

  /**
   * Consecutive windows of time. What was recorded belongs to the window that the middle of its
   * interval is in: to the time it was answered, whenever it had been asked.
   *
   * @param start of the first window, in seconds since recording started
   * @param seconds length of a window, at least that of the log's intervals, 1
   * @param count how many, 0 or more
   * @return windows in order, some of which may be empty
   */
  public List<Selection> windows(double start, double seconds, int count) {
    return windows(start, seconds, count, 0);
  }

  private List<Selection> windows(double start, double seconds, int count, long unansweredInLast) {
    List<List<Counters>> linesOf = new ArrayList<>();
    List<List<LoggedInterval>> intervalsOf = new ArrayList<>();
    List<Selection> windows = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      linesOf.add(new ArrayList<>());
      intervalsOf.add(new ArrayList<>());
      double from = start + n * seconds;
      windows.add(
          part(
              from,
              from + seconds,
              linesOf.get(n),
              intervalsOf.get(n),
              n == count - 1 ? unansweredInLast : 0));
    }
    for (Counters line : lines) {
      int window = (int) Math.floor((line.middle() - start) / seconds);
      if (window >= 0 && window < count) {
        linesOf.get(window).add(line);
      }
    }
    for (LoggedInterval each : intervals) {
      int window = (int) Math.floor((each.middle() - start) / seconds);
      if (window >= 0 && window < count) {
        intervalsOf.get(window).add(each);
      }
    }
    return windows;
  }

  private Selection part(
      double start,
      double end,
      List<Counters> some,
      List<LoggedInterval> recorded,
      long neverAnswered) {
    return new Selection(
        new Stretch(start, end), phases, some, recorded, deadlineNanos, false, neverAnswered);
  }

  /**
   * When those phases that have arrivals took place, neighbours joined, as far as the log goes.
   *
   * @param zeroSeconds the plan's start, in seconds since recording started
   * @return stretches in order
   */
  public List<Stretch> stretches(double zeroSeconds) {
    List<Stretch> stretches = new ArrayList<>();
    phases.stream()
        .filter(phase -> phase.arrivals() > 0)
        .sorted(Comparator.comparingDouble(PlannedPhase::startSeconds))
        .forEach(phase -> {
          double start = zeroSeconds + phase.startSeconds();
          double end = Math.min(start + phase.seconds(), time.end());
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
   * When OK answers came, and for how long they were to come.
   *
   * @param zeroSeconds the plan's start, in seconds since recording started
   * @return those of the phases that are looked at
   */
  public OkAnswers okAnswers(double zeroSeconds) {
    return OkAnswers.of(phases, lines, intervals, zeroSeconds, time.end());
  }
}
