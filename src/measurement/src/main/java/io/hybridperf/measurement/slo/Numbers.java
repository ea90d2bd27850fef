package io.hybridperf.measurement.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers for people: four significant digits, no exponent. */
public final class Numbers {

  private static final Pattern GROUPED = Pattern.compile("[1-9][0-9]{0,2}\\.[0-9]{3}");

  private Numbers() {}

  public static String text(double value, Unit unit) {
    String number = text(value);
    return unit == Unit.RATIO ? number : number + " " + unit.symbol();
  }

  public static String text(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    // Digits before the point are never rounded away.
    int digits = Math.max(4, exact.precision() - exact.scale());
    BigDecimal rounded =
        exact.round(new MathContext(digits, RoundingMode.HALF_UP)).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  /**
   * What is wrong with a number that has another value where a point groups thousands, as in
   * German.
   *
   * @param text digits, perhaps with a point
   * @return for {@code 7.000} and {@code 1.125}; empty for {@code 7.0}, {@code 0.125}, {@code
   *     1000.125}
   */
  public static Optional<String> ambiguity(String text) {
    if (!GROUPED.matcher(text).matches()) {
      return Optional.empty();
    }
    String exact = new BigDecimal(text).stripTrailingZeros().toPlainString();
    return Optional.of(
        "%s could be read as %s or as %s: write one of them"
            .formatted(text, text.endsWith("0") ? exact : text + "0", text.replace(".", "")));
  }
}
