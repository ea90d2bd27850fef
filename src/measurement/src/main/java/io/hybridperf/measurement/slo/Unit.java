package io.hybridperf.measurement.slo;

import io.hybridperf.measurement.run.PartsPerMillion;
import io.hybridperf.measurement.run.Series;
import java.util.Arrays;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The units that thresholds are written in. */
public enum Unit {
  /** Nanoseconds. */
  NANOSECONDS("ns", Dimension.TIME, 1),
  /** Microseconds. */
  MICROSECONDS("us", Dimension.TIME, 1e3),
  /** Milliseconds. */
  MILLISECONDS("ms", Dimension.TIME, 1e6),
  /** Seconds. */
  SECONDS("s", Dimension.TIME, 1e9),
  /** Hundredths. */
  PERCENT("%", Dimension.SHARE, 0.01),
  /** A number without a unit, as a recall or a ratio. */
  RATIO("", Dimension.SHARE, 1),
  /** Times as much. */
  TIMES("x", Dimension.SHARE, 1),
  /** Per second. */
  PER_SECOND("/s", Dimension.RATE, 1);

  /** What a unit measures; values convert only within one dimension. */
  enum Dimension {
    /** How long. */
    TIME("a time, in ns, us, ms or s"),
    /** How much of a whole, or how many times as much: 200 % are 2 and 2 x. */
    SHARE("a ratio or a number, in %, x or without a unit"),
    /** How often. */
    RATE("a rate, in /s");

    private final String description;

    Dimension(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  private final String symbol;
  private final Dimension dimension;
  private final double size;

  Unit(String symbol, Dimension dimension, double size) {
    this.symbol = symbol;
    this.dimension = dimension;
    this.size = size;
  }

  /**
   * The symbol, as {@code ms}.
   *
   * @return empty for {@link #RATIO}
   */
  public String symbol() {
    return symbol;
  }

  Dimension dimension() {
    return dimension;
  }

  /** A value in the smallest unit of the dimension (nanoseconds, ones, per second) in this unit. */
  public double fromBase(double base) {
    // 0.01 has no exact double, 100 has.
    return this == PERCENT ? base * 100 : base / size;
  }

  /**
   * A value in another unit of the same dimension.
   *
   * @param value in this unit
   * @param other what it is wanted in
   * @return the same in the other unit
   */
  public double convert(double value, Unit other) {
    return this == other ? value : other.fromBase(toBase(value));
  }

  /** A value in this unit in the smallest unit of the dimension. */
  double toBase(double value) {
    return this == PERCENT ? value / 100 : value * size;
  }

  /**
   * A recorded value in this unit. Histograms hold nanoseconds, or parts per million.
   *
   * @param recorded as a histogram has it, or infinite
   * @return the same in this unit
   */
  public double fromRecorded(double recorded) {
    return dimension == Dimension.TIME || Double.isInfinite(recorded)
        ? fromBase(recorded)
        : fromBase((double) PartsPerMillion.roundest(Math.round(recorded)) / Series.PPM);
  }

  /**
   * The mean of recorded values in this unit.
   *
   * @param recorded nanoseconds, or parts per million
   * @return their mean
   */
  public double meanOf(Histogram recorded) {
    return fromBase(
        dimension == Dimension.TIME ? recorded.getMean() : PartsPerMillion.mean(recorded));
  }

  /**
   * A share in this unit.
   *
   * @param share 0 to 1
   * @return the same in this unit
   */
  public double fromShare(double share) {
    return fromBase(share);
  }

  static Optional<Unit> of(String symbol) {
    return Arrays.stream(values()).filter(unit -> unit.symbol.equals(symbol)).findFirst();
  }
}
