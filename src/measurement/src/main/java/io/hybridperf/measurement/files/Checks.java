package io.hybridperf.measurement.files;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of records must be that are read from files: in one line that names the field.
 */
public final class Checks {

  private Checks() {}

  /**
   * A field that must be there.
   *
   * @param field its name
   * @param value what was read
   * @throws IllegalArgumentException if nothing was
   */
  public static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
  }

  /**
   * A map that must be there, and have no nulls.
   *
   * @param field its name
   * @param map what was read
   * @throws IllegalArgumentException if nothing was
   */
  public static void present(String field, @Nullable Map<?, ?> map) {
    present(field, (Object) map);
    if (map != null) {
      map.forEach((key, value) -> present(field + "." + key, (Object) value));
    }
  }

  /**
   * A number that is neither infinite nor none.
   *
   * @param field its name
   * @param value what was read
   * @throws IllegalArgumentException if it is
   */
  public static void number(String field, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("%s = %s is no number".formatted(field, value));
    }
  }

  /**
   * A number from 0 on.
   *
   * @param field its name
   * @param value what was read
   * @throws IllegalArgumentException if it is none or less
   */
  public static void notNegative(String field, double value) {
    number(field, value);
    if (value < 0) {
      throw new IllegalArgumentException("%s = %s is below 0".formatted(field, value));
    }
  }

  /**
   * A number above 0.
   *
   * @param field its name
   * @param value what was read
   * @throws IllegalArgumentException if it is none or 0 or less
   */
  public static void positive(String field, double value) {
    number(field, value);
    if (value <= 0) {
      throw new IllegalArgumentException("%s = %s must be more than 0".formatted(field, value));
    }
  }
}
