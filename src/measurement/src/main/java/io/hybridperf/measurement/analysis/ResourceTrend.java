package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.stats.Trend;
import java.util.Locale;

/**
 * What became of one resource in a run.
 *
 * @param side generator or target
 * @param metric a name of {@link io.hybridperf.measurement.run.ResourceSample}
 * @param outcome how it was found
 */
public record ResourceTrend(String side, String metric, Outcome outcome) {
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double MEGA = 1e6;

  /** What can be said of a resource. */
  public sealed interface Outcome {}

  /**
   * It grows faster than allowed, and with 95 % confidence.
   *
   * @param trend in units a second
   * @param remark what else shows it; empty if the trend says all
   */
  public record Leak(Trend trend, String remark) implements Outcome {}

  /**
   * No leak was seen.
   *
   * @param trend in units a second
   * @param remark why growth, if there was any, is none; empty if there is nothing to explain
   */
  public record Steady(Trend trend, String remark) implements Outcome {}

  /**
   * Nothing can be said.
   *
   * @param reason one phrase
   */
  public record NotMeasured(String reason) implements Outcome {}

  /** {@return whether this resource leaks} */
  public boolean leaks() {
    return outcome instanceof Leak;
  }

  /** {@return one line for people} */
  public String line() {
    return switch (outcome) {
      case Leak(Trend trend, String remark) -> line("LEAK", trend, remark);
      case Steady(Trend trend, String remark) -> line("no leak", trend, remark);
      case NotMeasured(String reason) -> "not measured: %s: %s".formatted(name(), reason);
    };
  }

  private String line(String found, Trend trend, String remark) {
    return "%s: %s %s%s"
        .formatted(found, name(), numbers(trend), remark.isEmpty() ? "" : "; " + remark);
  }

  /** {@return as {@code target: threads}} */
  public String name() {
    return side + ": " + metric;
  }

  static boolean isBytes(String metric) {
    return metric.endsWith("-bytes");
  }

  /** An amount of a metric for people, as {@code 4.1 MB}. */
  static String amount(String metric, double value) {
    return isBytes(metric)
        ? String.format(Locale.ROOT, "%.1f MB", value / MEGA)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private String numbers(Trend trend) {
    boolean bytes = isBytes(metric);
    double unit = bytes ? MEGA : 1;
    return String.format(
            Locale.ROOT,
            "%+.1f [%+.1f, %+.1f] %s/h at %.1f %s (%d points)",
            trend.slope() * SECONDS_PER_HOUR / unit,
            trend.low() * SECONDS_PER_HOUR / unit,
            trend.high() * SECONDS_PER_HOUR / unit,
            bytes ? "MB" : "",
            trend.level() / unit,
            bytes ? "MB" : "",
            trend.points())
        .replace(" /h", "/h")
        .replace("  ", " ");
  }
}
