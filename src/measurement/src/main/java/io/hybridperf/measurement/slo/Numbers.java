package io.hybridperf.measurement.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for people: four significant digits, no exponent. */
public final class Numbers {

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
}
