package io.hybridperf.report.chart;

import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A cell of a table.
 *
 * @param text as people read it
 * @param exact the number behind it, or both ends of an interval, in full, and in nanoseconds if it
 *     is a time; empty for words
 * @param link where it leads, by HTTP; empty: nowhere
 */
public record Cell(String text, String exact, String link) {

  /**
   * A cell that leads nowhere.
   *
   * @param text as people read it
   * @param exact the number behind it; empty for words
   */
  public Cell(String text, String exact) {
    this(text, exact, "");
  }

  /**
   * Words that lead somewhere.
   *
   * @param words any text
   * @param link an address
   * @return a cell without a number; without a link, if the address is not one of HTTP
   */
  public static Cell linked(String words, String link) {
    return new Cell(words, "", link.matches("https?://.*") ? link : "");
  }

  /**
   * Words.
   *
   * @param words any text, from anywhere
   * @return a cell without a number
   */
  public static Cell of(String words) {
    return new Cell(words, "");
  }

  /**
   * A count.
   *
   * @param count of anything
   * @return with thousands apart
   */
  public static Cell of(long count) {
    return new Cell(grouped(count), Long.toString(count));
  }

  /**
   * A time.
   *
   * @param nanos nanoseconds
   * @return in the unit that fits
   */
  public static Cell time(long nanos) {
    return new Cell(time((double) nanos), Long.toString(nanos));
  }

  /**
   * A time that may not be known.
   *
   * @param nanos nanoseconds
   * @return a dash if it is empty
   */
  public static Cell time(OptionalLong nanos) {
    return nanos.isPresent() ? time(nanos.getAsLong()) : of("-");
  }

  /**
   * A mean.
   *
   * @param nanos nanoseconds, with fractions
   * @return in the unit that fits
   */
  public static Cell mean(double nanos) {
    return new Cell(time(nanos), Double.toString(nanos));
  }

  /**
   * A share.
   *
   * @param share 0 to 1, or NaN
   * @return in percent; a dash for NaN
   */
  public static Cell share(double share) {
    return Double.isNaN(share)
        ? of("-")
        : new Cell(Numbers.text(100 * share, Unit.PERCENT), Double.toString(share));
  }

  /**
   * Any other number.
   *
   * @param value the number, or NaN
   * @param unit of it
   * @return a dash for NaN
   */
  public static Cell number(double value, Unit unit) {
    return Double.isNaN(value)
        ? of("-")
        : new Cell(Numbers.text(value, unit), Double.toString(value));
  }

  /**
   * An interval.
   *
   * @param words as people read it
   * @param ends of it; null: there is none
   * @return with both ends in full, and a slash between them; behind it nothing where it is open
   */
  public static Cell between(String words, @Nullable ConfidenceInterval ends) {
    return ends == null
        ? of(words)
        : new Cell(words, ends.low() + "/" + (ends.isBounded() ? ends.high() : ""));
  }

  /** Whether there is one. */
  public boolean isNumber() {
    return !exact.isEmpty();
  }

  private static String time(double nanos) {
    return nanos >= 1e9
        ? Numbers.text(nanos / 1e9, Unit.SECONDS)
        : nanos >= 1e6
            ? Numbers.text(nanos / 1e6, Unit.MILLISECONDS)
            : Numbers.text(nanos / 1e3) + " µs";
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
