package io.hybridperf.report.compare;

import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.stats.PercentileInterval;
import io.hybridperf.measurement.stats.RatioDifference;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import io.hybridperf.report.compare.Compared.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Response times of two runs, as they are judged: p50, p95, p99 and mean. */
final class ResponseTimes {
  private static final List<Double> PERCENTILES = List.of(50.0, 95.0, 99.0);

  /** Answers beyond a percentile below which it says little: as objectives have it. */
  private static final int FEWEST_BEYOND = 10;

  /** What one run adds to the comparison of one percentile. */
  private record Side(Histogram judged, double limit, PercentileInterval interval) {
    static Optional<Side> of(CallTimes all, double percentile) {
      double limit = all.limit(times -> times.getValueAtPercentile(percentile));
      Histogram judged = all.beyond(limit);
      return judged.getTotalCount() * (1 - percentile / 100) < FEWEST_BEYOND - 1e-6
          ? Optional.empty()
          : Optional.of(new Side(judged, limit, PercentileInterval.of(judged, percentile)));
    }
  }

  /** A second's answers: beyond its run's percentile, beyond that of both runs, and their sum. */
  private record Tally(
      List<PercentileInterval.Tail> beyondOwn, List<Second> beyondBoth, Second sum) {}

  private final Part before;
  private final Part after;
  private final CallTimes allBefore;
  private final CallTimes allAfter;
  private final List<Compared> compared = new ArrayList<>();

  private ResponseTimes(Part before, Part after) {
    this.before = before;
    this.after = after;
    allBefore = before.whole().times(Series.RESPONSE_TIME);
    allAfter = after.whole().times(Series.RESPONSE_TIME);
  }

  static List<Compared> compare(Part before, Part after) {
    ResponseTimes times = new ResponseTimes(before, after);
    times.compare();
    return times.compared;
  }

  private void compare() {
    List<Double> tested = new ArrayList<>();
    List<Side> ofBefore = new ArrayList<>();
    List<Side> ofAfter = new ArrayList<>();
    List<PercentileInterval> ofBoth = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      Optional<Side> first = Side.of(allBefore, percentile);
      Optional<Side> second = Side.of(allAfter, percentile);
      if (first.isPresent() && second.isPresent()) {
        Histogram both = first.get().judged.copy();
        both.add(second.get().judged);
        tested.add(percentile);
        ofBefore.add(first.get());
        ofAfter.add(second.get());
        ofBoth.add(PercentileInterval.of(both, percentile));
      }
    }
    List<List<Tally>> ticksBefore = tallies(before, allBefore, ofBefore, ofBoth);
    List<List<Tally>> ticksAfter = tallies(after, allAfter, ofAfter, ofBoth);
    for (double percentile : PERCENTILES) {
      int n = tested.indexOf(percentile);
      compared.add(
          n < 0
              ? tooFew(percentile)
              : percentile(
                  percentile,
                  ofBefore
                      .get(n)
                      .interval
                      .interval(
                          column(ticksBefore, t -> t.beyondOwn.get(n)), ConfidenceInterval.LEVEL),
                  ofAfter
                      .get(n)
                      .interval
                      .interval(
                          column(ticksAfter, t -> t.beyondOwn.get(n)), ConfidenceInterval.LEVEL),
                  RatioDifference.of(
                      column(ticksBefore, t -> t.beyondBoth.get(n)),
                      column(ticksAfter, t -> t.beyondBoth.get(n)))));
    }
    compared.add(mean(column(ticksBefore, Tally::sum), column(ticksAfter, Tally::sum)));
  }

  private static List<List<Tally>> tallies(
      Part part, CallTimes all, List<Side> own, List<PercentileInterval> both) {
    double ofMean = all.limit(Histogram::getMean);
    return part.seconds(second -> {
      CallTimes times = second.times(Series.RESPONSE_TIME);
      List<PercentileInterval.Tail> beyondOwn = new ArrayList<>();
      List<Second> beyondBoth = new ArrayList<>();
      for (int n = 0; n < own.size(); n++) {
        Histogram judged = times.beyond(own.get(n).limit);
        beyondOwn.add(own.get(n).interval.tail(judged));
        beyondBoth.add(both.get(n).beyond(judged));
      }
      Histogram judged = times.beyond(ofMean);
      double count = judged.getTotalCount();
      return new Tally(
          beyondOwn, beyondBoth, new Second(count == 0 ? 0 : judged.getMean() * count, count));
    });
  }

  private static <T> List<List<T>> column(List<List<Tally>> tallies, Function<Tally, T> column) {
    return tallies.stream().map(phase -> phase.stream().map(column).toList()).toList();
  }

  private static String name(double percentile) {
    return String.format(Locale.ROOT, "response-time-p%.0f", percentile);
  }

  private static double millis(double nanos) {
    return Unit.MILLISECONDS.fromBase(nanos);
  }

  private Compared tooFew(double percentile) {
    return untested(
        name(percentile),
        (double) allBefore.percentile(percentile),
        (double) allAfter.percentile(percentile),
        "too few OK answers");
  }

  private Compared untested(String metric, double nanosBefore, double nanosAfter, String why) {
    return Compared.untested(
        before.scope(),
        metric,
        Unit.MILLISECONDS,
        Better.LOWER,
        allBefore.ok().getTotalCount() == 0 ? Double.NaN : millis(nanosBefore),
        allAfter.ok().getTotalCount() == 0 ? Double.NaN : millis(nanosAfter),
        why);
  }

  private Compared percentile(
      double percentile,
      Optional<ConfidenceInterval> ofBefore,
      Optional<ConfidenceInterval> ofAfter,
      Optional<RatioDifference> shares) {
    return tested(
        name(percentile),
        (double) allBefore.percentile(percentile),
        ofBefore,
        (double) allAfter.percentile(percentile),
        ofAfter,
        shares);
  }

  private Compared mean(List<List<Second>> secondsBefore, List<List<Second>> secondsAfter) {
    return tested(
        "response-time-mean",
        allBefore.judged(Histogram::getMean).getMean(),
        RatioInterval.mean(secondsBefore, ConfidenceInterval.LEVEL),
        allAfter.judged(Histogram::getMean).getMean(),
        RatioInterval.mean(secondsAfter, ConfidenceInterval.LEVEL),
        RatioDifference.of(secondsBefore, secondsAfter));
  }

  private Compared tested(
      String metric,
      double nanosBefore,
      Optional<ConfidenceInterval> ofBefore,
      double nanosAfter,
      Optional<ConfidenceInterval> ofAfter,
      Optional<RatioDifference> difference) {
    if (ofBefore.isEmpty() || ofAfter.isEmpty() || difference.isEmpty()) {
      return untested(
          metric,
          nanosBefore,
          nanosAfter,
          "fewer than %s seconds".formatted(RatioInterval.FEWEST_SECONDS));
    }
    return new Compared(
        before.scope(),
        metric,
        Unit.MILLISECONDS,
        Better.LOWER,
        millis(nanosBefore),
        millis(nanosAfter),
        ConfidenceInterval.ofRatio(nanosAfter, ofAfter.get(), nanosBefore, ofBefore.get()),
        difference.get().pValue(),
        "");
  }
}
