package io.hybridperf.measurement.slo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value must reach for a tier.
 *
 * @param comparison how the value is held against the limit
 * @param limit the limit, in {@code unit}
 * @param unit the unit of the limit
 */
public record Threshold(Comparison comparison, double limit, Unit unit) {

  private static final Pattern FORM =
      Pattern.compile("\\s*(<=|>=|<|>)\\s*([0-9][0-9_]*(?:\\.[0-9]+)?)\\s*(\\S*)\\s*");

  /**
   * Reads a threshold as configuration has it.
   *
   * @param text as {@code < 15 ms}, {@code >= 5000 /s}, {@code < 2 %}, {@code >= 0.95}, {@code >=
   *     1.5 x}
   * @return the threshold
   * @throws IllegalArgumentException if the text has another form
   */
  public static Threshold parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a comparison (<, <=, >, >=), a number and a unit, as \"< 15 ms\"");
    }
    Numbers.ambiguity(matcher.group(2))
        .ifPresent(ambiguity -> {
          throw new IllegalArgumentException(ambiguity);
        });
    Unit unit =
        Unit.of(matcher.group(3))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "unknown unit '%s', expected ns, us, ms, s, %%, /s, x or none"
                        .formatted(matcher.group(3))));
    return new Threshold(
        Comparison.of(matcher.group(1)).orElseThrow(),
        Double.parseDouble(matcher.group(2).replace("_", "")),
        unit);
  }

  /**
   * Whether a value meets the threshold.
   *
   * @param value in the unit of the threshold
   * @return true if it does
   */
  public boolean holds(double value) {
    return holds(value, 0);
  }

  /**
   * Whether a counted value meets the threshold.
   *
   * @param value in the unit of the threshold
   * @param resolution what half a count is worth: a value this near to the limit equals it
   * @return true if it does
   */
  public boolean holds(double value, double resolution) {
    return comparison.holds(value, limit, resolution);
  }

  /**
   * Whether there is no value that misses it. None is ever below 0.
   *
   * @param most the largest value there can be, in the smallest unit of the dimension, or infinite
   */
  boolean isMetByAll(double most) {
    double least = unit.toBase(limit);
    return switch (comparison) {
      case AT_LEAST -> least <= 0;
      case MORE -> least < 0;
      case AT_MOST -> least >= most;
      case LESS -> least > most;
    };
  }

  /**
   * Whether there is no value that meets it. None is ever below 0.
   *
   * @param most the largest value there can be, in the smallest unit of the dimension, or infinite
   */
  boolean isMetByNone(double most) {
    double least = unit.toBase(limit);
    return switch (comparison) {
      case AT_LEAST -> least > most && !Comparison.same(least, most);
      case MORE -> least >= most;
      case LESS -> least <= 0;
      case AT_MOST -> least < 0;
    };
  }

  /**
   * Whether nothing could be better than its limit: none at all, or all of what there is.
   *
   * @param most the largest value there can be, in the smallest unit of the dimension, or infinite
   */
  boolean isTheEnd(double most) {
    double least = unit.toBase(limit);
    return switch (comparison) {
      case AT_MOST -> least == 0;
      case AT_LEAST -> Comparison.same(most, least);
      case LESS, MORE -> false;
    };
  }

  Threshold in(Unit other) {
    return unit == other
        ? this
        : new Threshold(comparison, other.fromBase(unit.toBase(limit)), other);
  }

  Threshold scaledBy(double factor) {
    return new Threshold(comparison, limit * factor, unit);
  }

  /** Whether whatever meets this threshold meets the other one. */
  boolean impliesMeeting(Threshold other) {
    return Comparison.same(limit, other.limit)
        || (comparison.lowerIsBetter() ? limit < other.limit : limit > other.limit);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(comparison.symbol(), Numbers.text(limit, unit));
  }
}
