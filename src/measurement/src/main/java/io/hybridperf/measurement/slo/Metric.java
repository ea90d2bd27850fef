package io.hybridperf.measurement.slo;

import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Unit.Dimension;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** What an SLO measures. */
public sealed interface Metric {

  /** What is computed from a histogram. */
  enum Statistic {
    /** A percentile. */
    PERCENTILE,
    /** The arithmetic mean. */
    MEAN,
    /** The largest value. */
    MAX
  }

  /**
   * A statistic of a recorded series, over OK answers only.
   *
   * @param name as configuration has it, {@code response-time-p99}
   * @param series what was recorded
   * @param statistic which number of its distribution
   * @param percentile 0 to 100, for {@link Statistic#PERCENTILE}
   */
  record Distribution(String name, String series, Statistic statistic, double percentile)
      implements Metric {

    /** Whether it is the time that a caller waited. */
    public boolean isLatency() {
      return series.equals(Series.RESPONSE_TIME) || series.equals(Series.SERVICE_TIME);
    }

    /**
     * The statistic of a distribution.
     *
     * @param recorded nanoseconds, or parts per million; not empty
     * @param unit what the result is wanted in
     * @return the value
     */
    public double of(Histogram recorded, Unit unit) {
      return switch (statistic) {
        case PERCENTILE -> unit.fromRecorded((double) recorded.getValueAtPercentile(percentile));
        case MEAN -> unit.meanOf(recorded);
        case MAX -> unit.fromRecorded((double) recorded.getMaxValue());
      };
    }
  }

  /** Errors among the answers that were not shed. */
  record ErrorRate() implements Metric {
    @Override
    public String name() {
      return "error-rate";
    }
  }

  /** Shed requests among all answers. */
  record ShedRate() implements Metric {
    @Override
    public String name() {
      return "shed-rate";
    }
  }

  /** OK answers per second. */
  record Throughput() implements Metric {
    @Override
    public String name() {
      return "throughput";
    }
  }

  /**
   * Measured beside a run's logs, see {@link MetricSource} and {@link
   * io.hybridperf.measurement.verdict.ExternalMetrics}.
   *
   * @param name as configuration has it, {@code recovery-time}
   * @param unit what its values are in; of a share, {@link Unit#PERCENT}: it is never above 1
   * @param lowerIsBetter whether less of it is better
   * @param description one phrase for people
   */
  record External(String name, Unit unit, boolean lowerIsBetter, String description)
      implements Metric {

    /**
     * A metric of which less is better.
     *
     * @param name as configuration has it
     * @param unit what its values are in
     * @param description one phrase for people
     * @return the metric
     */
    public static External lowerIsBetter(String name, Unit unit, String description) {
      return new External(name, unit, true, description);
    }

    /**
     * A metric of which more is better.
     *
     * @param name as configuration has it
     * @param unit what its values are in
     * @param description one phrase for people
     * @return the metric
     */
    public static External higherIsBetter(String name, Unit unit, String description) {
      return new External(name, unit, false, description);
    }
  }

  /** The names of the metrics of recorded series, as patterns for people. */
  List<String> RECORDED =
      List.of(
          "response-time-p99",
          "response-time-mean",
          "response-time-max",
          "service-time-p99",
          "service-time-mean",
          "service-time-max",
          "error-rate",
          "shed-rate",
          "throughput",
          "recall@10",
          "value:SERIES-p99",
          "value:SERIES-mean",
          "value:SERIES-max");

  /**
   * The name in configuration.
   *
   * @return as {@code response-time-p99}
   */
  String name();

  /**
   * Finds the metric of a recorded series. Percentiles may be any from p1 to p99.999.
   *
   * @param name one of {@link #RECORDED}
   * @return empty if there is none
   */
  static Optional<Metric> of(String name) {
    return switch (name) {
      case "error-rate" -> Optional.of(new ErrorRate());
      case "shed-rate" -> Optional.of(new ShedRate());
      case "throughput" -> Optional.of(new Throughput());
      default ->
          Series.isRecall(name)
              ? Optional.of(new Distribution(name, name, Statistic.MEAN, 0))
              : distribution(name);
    };
  }

  private static Optional<Metric> distribution(String name) {
    Pattern form =
        Pattern.compile(
            "(response-time|service-time|value:[A-Za-z0-9_.@-]+?)-(p([0-9]{1,2}(?:\\.[0-9]{1,3})?)|mean|max)");
    Matcher matcher = form.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String series = matcher.group(1).replaceFirst("^value:", "");
    String percentile = matcher.group(3);
    if (percentile != null) {
      double p = Double.parseDouble(percentile);
      return p >= 1
          ? Optional.of(new Distribution(name, series, Statistic.PERCENTILE, p))
          : Optional.empty();
    }
    Statistic statistic = matcher.group(2).equals("mean") ? Statistic.MEAN : Statistic.MAX;
    return Optional.of(new Distribution(name, series, statistic, 0));
  }

  /** What its values can be: thresholds are in a unit of one of these, and are converted. */
  default Set<Dimension> dimensions() {
    return switch (this) {
      case Distribution d when Series.isTime(d.series()) -> Set.of(Dimension.TIME);
      case Distribution d when Series.isShare(d.series()) -> Set.of(Dimension.SHARE);
      // Whoever records a series of its own knows whether it holds nanoseconds.
      case Distribution _ -> Set.of(Dimension.TIME, Dimension.SHARE);
      case ErrorRate _, ShedRate _ -> Set.of(Dimension.SHARE);
      case Throughput _ -> Set.of(Dimension.RATE);
      case External metric -> Set.of(metric.unit().dimension());
    };
  }

  /** Whether a good system meets a limit in that direction, and not a bad one alone. */
  default boolean suits(Comparison comparison) {
    boolean less = comparison.lowerIsBetter();
    return switch (this) {
      case ErrorRate _, ShedRate _ -> less;
      case Throughput _ -> !less;
      case Distribution d when d.series().startsWith("recall@") -> !less;
      case Distribution d when Series.isTime(d.series()) || d.series().equals(Series.DEGRADED) ->
          less;
      // Hits of a cache, for one, may be wanted or not.
      case Distribution _ -> true;
      case External metric -> less == metric.lowerIsBetter();
    };
  }

  /** Whether its values are shares of a whole, and so never above 1. */
  default boolean isShare() {
    return switch (this) {
      case ErrorRate _, ShedRate _ -> true;
      case Distribution d -> Series.isShare(d.series());
      case External metric -> metric.unit() == Unit.PERCENT;
      case Throughput _ -> false;
    };
  }

  /**
   * The largest value there can be, in the smallest unit of its dimension: a limit beyond it would
   * be none. Of a time it is what a histogram holds: who waits longer counts as that.
   *
   * @return infinite if there is none
   */
  default double most() {
    if (isShare()) {
      return 1;
    }
    return this instanceof Distribution d && Series.isTime(d.series())
        ? LoggedInterval.MAX_VALUE
        : Double.POSITIVE_INFINITY;
  }

  /**
   * The samples below which the metric says nothing, if its SLO does not set another number: for a
   * percentile, enough for ten values beyond it (1,000 for p99); 100 for rates.
   *
   * @return at least 1
   */
  default long defaultMinSamples() {
    return switch (this) {
      case Distribution d when d.statistic() == Statistic.PERCENTILE ->
          Math.round(Math.ceil(10 / (1 - d.percentile() / 100) - 1e-6));
      case ErrorRate _, ShedRate _ -> 100;
      case Distribution _, Throughput _, External _ -> 1;
    };
  }

  /**
   * The samples below which nothing can be shown of the metric, though all of them were good: for a
   * percentile, so many that none beyond it is no chance (368 for p99 at 0.95).
   *
   * @param confidence with which a tier is to be shown; 0: the value decides, and {@link
   *     #defaultMinSamples()} are needed
   * @return at least 1
   */
  default long minSamples(double confidence) {
    return confidence > 0 && this instanceof Distribution d && d.statistic() == Statistic.PERCENTILE
        ? Math.round(Math.ceil(Math.log((1 - confidence) / 2) / Math.log(d.percentile() / 100)))
        : defaultMinSamples();
  }
}
