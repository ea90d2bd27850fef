package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.stats.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * Notices that a system still gets faster when the phases that warm it up are over.
 *
 * <p>Looked at are the median and the p99 of the service times in each second of their last half,
 * {@value #MOST_SECONDS} s at most, of the calls whose times are judged: where gates ask for the
 * times of searches alone, writes may get faster still. Calls without a good answer count too,
 * since a system that begins to answer in time is not steady. One of them still falls if the
 * {@linkplain Trend line} through its logarithms falls by more than {@value #MEDIAN_PERCENT} %
 * (median) or {@value #P99_PERCENT} % (p99) from the first of these seconds to the last, and the
 * line's 95 % confidence interval, which respects that seconds resemble their neighbours, holds
 * falls only.
 *
 * <p>The last half, since systems warm up in steps: a compiler is done with what is called most,
 * nothing changes for a while, and the times fall again. A rest that is short beside what came
 * before it says little of what comes next.
 */
public final class WarmUpCheck {

  /** How the reason begins with which a run of a system that got faster still is UNSURE. */
  static final String NOT_STEADY = "not steady when it began to be judged:";

  private static final int MEDIAN_PERCENT = 10;
  private static final int P99_PERCENT = 25;
  private static final int LIKELY_P99_PERCENT = 50;
  private static final int FEWEST_SECONDS = 6;
  private static final int MOST_SECONDS = 60;
  private static final int REFUSED_PERCENT = 2;

  private final List<Histogram> seconds;
  private final Answers answers;

  private WarmUpCheck(List<Histogram> seconds, Answers answers) {
    this.seconds = seconds;
    this.answers = answers;
  }

  /**
   * Checks the warm-up of a run.
   *
   * @param log what was recorded, up to the end of the warm-up at least
   * @return a remark of one line; empty if there is nothing to remark or nothing to tell from
   */
  public static Optional<String> of(RunLog log) {
    return warmUp(log).isEmpty()
        ? Optional.of("no warm-up: the first seconds are judged with the rest")
        : Optional.empty();
  }

  /**
   * Whether a system got faster still when it began to be judged.
   *
   * @param log what was recorded, up to the end of the warm-up at least
   * @param slos what is judged
   * @return why it was not steady, in one line; empty if it was, or there is nothing to tell from
   */
  static Optional<String> unsteady(RunLog log, List<Slo> slos) {
    return over(log, warmUp(log), slos)
        .stillFalling()
        .map(fall -> NOT_STEADY + " " + fall + " of warm-up; raise warmup-limit or warmup");
  }

  private static List<String> warmUp(RunLog log) {
    return log.info().phases().stream()
        .takeWhile(phase -> !phase.judged())
        .map(PlannedPhase::name)
        .toList();
  }

  /**
   * Looks at phases that warm a system up.
   *
   * @param log what was recorded of them
   * @param phases their names
   * @param slos what is judged; if no call of a judged kind was made, all calls are looked at
   * @return what their last seconds show
   */
  public static WarmUpCheck over(RunLog log, List<String> phases, List<Slo> slos) {
    Predicate<String> judged = judgedLabels(slos);
    WarmUpCheck ofJudged = over(log.select(phases::contains, judged));
    return ofJudged.seconds.isEmpty() ? over(log.select(phases::contains, _ -> true)) : ofJudged;
  }

  private static Predicate<String> judgedLabels(List<Slo> slos) {
    List<Scope> scopes =
        slos.stream()
            .filter(slo ->
                slo.gated()
                    && slo.metric() instanceof Metric.Distribution times
                    && times.isLatency())
            .map(Slo::scope)
            .toList();
    return label ->
        scopes.isEmpty() || scopes.stream().anyMatch(scope -> scope.includesLabel(label));
  }

  private static WarmUpCheck over(Selection calls) {
    List<Histogram> times = new ArrayList<>();
    List<Answers> answers = new ArrayList<>();
    for (Selection second : calls.bySecond()) {
      Histogram of = second.histogram(Series.SERVICE_TIME, _ -> true);
      if (of.getTotalCount() > 0) {
        times.add(of);
        answers.add(second.answers());
      }
    }
    int from = Math.max(times.size() / 2, times.size() - MOST_SECONDS);
    return new WarmUpCheck(
        times.subList(from, times.size()),
        answers.subList(from, answers.size()).stream().reduce(Answers.NONE, Answers::plus));
  }

  /**
   * What still falls at their end.
   *
   * @return as {@code the median service time still fell by 20 % in its last 15 s}; empty if
   *     nothing does, or there is too little to tell from
   */
  public Optional<String> stillFalling() {
    return stillFalling("median", MEDIAN_PERCENT, percentiles(50))
        .or(() -> stillFalling("p99", P99_PERCENT, percentiles(99)));
  }

  /**
   * Whether a system is steady, by more than that no fall is sure: the lines themselves fall by no
   * more than these shares, that of p99, which is noisy, by no more than {@value
   * #LIKELY_P99_PERCENT} %; and no more than {@value #REFUSED_PERCENT} % of the calls were shed or
   * failed, since a system that cannot take its load yet answers steadily late. One that answers
   * nothing well will not get warm.
   *
   * @return false also if there is too little to tell from
   */
  public boolean isSteady() {
    return seconds.size() >= FEWEST_SECONDS
        && stillFalling().isEmpty()
        && (answers.ok() == 0
            || answers.answered() - answers.ok() <= REFUSED_PERCENT / 100.0 * answers.answered())
        && fall(percentiles(50)) <= MEDIAN_PERCENT
        && fall(percentiles(99)) <= LIKELY_P99_PERCENT;
  }

  private List<Double> percentiles(double percentile) {
    return seconds.stream()
        .map(second -> (double) second.getValueAtPercentile(percentile))
        .toList();
  }

  static Optional<String> stillFalling(String what, int percent, List<Double> seconds) {
    int n = seconds.size();
    if (n < FEWEST_SECONDS) {
      return Optional.empty();
    }
    double fall = fall(seconds);
    return line(seconds).high() < 0 && fall > percent
        ? Optional.of(
            "the %s service time still fell by %s %% in its last %s s"
                .formatted(what, Math.round(fall), n))
        : Optional.empty();
  }

  /** In percent of the value of the first second. */
  private static double fall(List<Double> seconds) {
    return 100 * -Math.expm1(line(seconds).slope() * (seconds.size() - 1));
  }

  private static Trend line(List<Double> seconds) {
    List<Trend.Point> points = new ArrayList<>();
    for (int second = 0; second < seconds.size(); second++) {
      points.add(new Trend.Point(second, Math.log(Math.max(1, seconds.get(second)))));
    }
    return Trend.of(points);
  }
}
