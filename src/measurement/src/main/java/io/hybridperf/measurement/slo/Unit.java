package io.hybridperf.measurement.slo;

import io.hybridperf.measurement.run.Series;
import java.util.Arrays;
import java.util.Optional;

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
  TIMES("x", Dimension.FACTOR, 1),
  /** Per second. */
  PER_SECOND("/s", Dimension.RATE, 1);

  /** What a unit measures; values convert only within one dimension. */
  enum Dimension {
    TIME("a time, as 15 ms"),
    SHARE("a share, as 0.95 or 2 %"),
    FACTOR("a factor, as 1.5 x"),
    RATE("a rate, as 5000 /s");

    final String description;

    Dimension(String description) {
      this.description = description;
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
   * @param recorded as a histogram has it
   * @return the same in this unit
   */
  public double fromRecorded(double recorded) {
    return fromBase(dimension == Dimension.TIME ? recorded : recorded / Series.PPM);
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
