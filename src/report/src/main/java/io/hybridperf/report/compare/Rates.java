package io.hybridperf.report.compare;

import io.hybridperf.measurement.run.OkAnswers;
import io.hybridperf.measurement.run.PartsPerMillion;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.run.Stretch;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.stats.RatioDifference;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import io.hybridperf.report.compare.Compared.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** What is a ratio of sums over seconds: throughput, shares of answers, recall and other means. */
final class Rates {

  /** Fewer events in both runs together are chance, however they are spread. */
  private static final int FEWEST_EVENTS = 10;

  private Rates() {}

  /** Throughput, error rate and shed rate. */
  static List<Compared> compare(Part before, Part after) {
    return List.of(
        throughput(before, after),
        share(
            before,
            after,
            "error-rate",
            second ->
                new Second(
                    (double) second.answers().errors(), (double) second.answers().accepted())),
        share(
            before,
            after,
            "shed-rate",
            second ->
                new Second((double) second.answers().shed(), (double) second.answers().total())));
  }

  private static Compared throughput(Part before, Part after) {
    List<List<Second>> first = answersBySecond(before);
    List<List<Second>> second = answersBySecond(after);
    OkAnswers okBefore = before.whole().okAnswers(before.zero());
    OkAnswers okAfter = after.whole().okAnswers(after.zero());
    return factor(
        before,
        "throughput",
        Unit.PER_SECOND,
        Better.HIGHER,
        okBefore.count() / okBefore.seconds(),
        okAfter.count() / okAfter.seconds(),
        first,
        second);
  }

  private static List<List<Second>> answersBySecond(Part part) {
    Selection whole = part.whole();
    OkAnswers ok = whole.okAnswers(part.zero());
    List<List<Second>> stretches = new ArrayList<>();
    for (Stretch stretch : whole.stretches(part.zero())) {
      List<Second> seconds = new ArrayList<>();
      for (double at = stretch.start(); at + 1 <= stretch.end() + 1e-6; at++) {
        seconds.add(new Second(ok.during(new Stretch(at, at + 1)), 1));
      }
      stretches.add(seconds);
    }
    return stretches;
  }

  private static Compared share(
      Part before, Part after, String metric, Function<Selection, Second> each) {
    List<List<Second>> first = before.seconds(each);
    List<List<Second>> second = after.seconds(each);
    double events = total(first).sum() + total(second).sum();
    double from = ratio(first);
    double to = ratio(second);
    return events < FEWEST_EVENTS
        ? Compared.untested(
            before.scope(),
            metric,
            Unit.PERCENT,
            Better.LOWER,
            100 * from,
            100 * to,
            events == 0 ? "none in either" : "fewer than %s in both".formatted(FEWEST_EVENTS))
        : difference(before, metric, Better.LOWER, first, second);
  }

  /** Means of what else was recorded with OK answers: recall, stages, hits of caches. */
  static List<Compared> values(Part before, Part after) {
    TreeSet<String> names = new TreeSet<>();
    for (Part part : List.of(before, after)) {
      part.log().intervals().stream()
          .map(each -> each.series())
          .filter(series -> isValue(series) && (Series.isShare(series) || Series.isTime(series)))
          .forEach(names::add);
    }
    List<Compared> values = new ArrayList<>();
    for (String series : names) {
      List<List<Second>> first = before.seconds(second -> sum(second, series));
      List<List<Second>> second = after.seconds(each -> sum(each, series));
      if (total(first).weight() > 0 && total(second).weight() > 0) {
        values.add(
            Series.isShare(series)
                ? difference(before, shareName(series), betterOf(series), first, second)
                : factor(
                    before,
                    "value:" + series + "-mean",
                    Unit.MILLISECONDS,
                    Better.LOWER,
                    ratio(first),
                    ratio(second),
                    first,
                    second));
      }
    }
    return values;
  }

  private static boolean isValue(String series) {
    return !series.equals(Series.RESPONSE_TIME)
        && !series.equals(Series.SERVICE_TIME)
        && !series.equals(Series.DISPATCH_LAG);
  }

  private static String shareName(String series) {
    return Series.isRecall(series) ? series : "value:" + series + "-mean";
  }

  private static Better betterOf(String series) {
    return Series.isRecall(series)
        ? Better.HIGHER
        : series.equals(Series.DEGRADED) ? Better.LOWER : Better.NEITHER;
  }

  private static Second sum(Selection second, String series) {
    Histogram values = second.histogram(series, Status::isOk);
    double count = values.getTotalCount();
    double mean =
        count == 0
            ? 0
            : Series.isShare(series) ? PartsPerMillion.mean(values) : values.getMean() / 1e6;
    return new Second(mean * count, count);
  }

  private static Second total(List<List<Second>> stretches) {
    return stretches.stream().flatMap(List::stream).reduce(Second.EMPTY, Second::plus);
  }

  private static double ratio(List<List<Second>> stretches) {
    Second all = total(stretches);
    return all.sum() / all.weight();
  }

  private static Compared difference(
      Part part,
      String metric,
      Better better,
      List<List<Second>> before,
      List<List<Second>> after) {
    double from = 100 * ratio(before);
    double to = 100 * ratio(after);
    return RatioDifference.of(before, after)
        .map(difference ->
            new Compared(
                part.scope(),
                metric,
                Unit.PERCENT,
                better,
                from,
                to,
                new ConfidenceInterval(
                    to - from - 100 * difference.margin(), to - from + 100 * difference.margin()),
                difference.pValue(),
                ""))
        .orElseGet(() ->
            Compared.untested(part.scope(), metric, Unit.PERCENT, better, from, to, TOO_SHORT));
  }

  private static final String TOO_SHORT =
      "fewer than %s seconds".formatted(RatioInterval.FEWEST_SECONDS);

  private static Compared factor(
      Part part,
      String metric,
      Unit unit,
      Better better,
      double from,
      double to,
      List<List<Second>> before,
      List<List<Second>> after) {
    Optional<ConfidenceInterval> ofBefore = RatioInterval.mean(before, ConfidenceInterval.LEVEL);
    Optional<ConfidenceInterval> ofAfter = RatioInterval.mean(after, ConfidenceInterval.LEVEL);
    Optional<RatioDifference> difference = RatioDifference.of(before, after);
    return ofBefore.isEmpty() || ofAfter.isEmpty() || difference.isEmpty()
        ? Compared.untested(part.scope(), metric, unit, better, from, to, TOO_SHORT)
        : from > 0 && to > 0
            ? new Compared(
                part.scope(),
                metric,
                unit,
                better,
                from,
                to,
                ConfidenceInterval.ofRatio(to, ofAfter.get(), from, ofBefore.get()),
                difference.get().pValue(),
                "")
            : Compared.untested(
                part.scope(), metric, unit, better, from, to, "nothing to divide by");
  }
}
