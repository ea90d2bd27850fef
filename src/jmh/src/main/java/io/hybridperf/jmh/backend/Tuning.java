package io.hybridperf.jmh.backend;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Named settings of an engine, e.g. {@code M=16,efConstruction=200,ef=64}. Written as one string so
 * that it can be a benchmark's parameter.
 *
 * @param values the settings by name
 */
public record Tuning(Map<String, String> values) {

  /** Copies the settings, in the order of their names. */
  public Tuning {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** {@return no setting: every engine's defaults} */
  public static Tuning none() {
    return new Tuning(Map.of());
  }

  /**
   * {@return the settings}
   *
   * @param text {@code name=value} pairs with commas between them; empty for none
   * @throws IllegalArgumentException when a pair has no {@code =}
   */
  public static Tuning parse(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "tuning '" + text + "': expected name=value pairs with commas, e.g. ef=64,M=16");
      }
      values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return new Tuning(values);
  }

  /**
   * {@return its value}
   *
   * @param name a setting
   * @param defaultValue what to use when it is not given
   * @throws IllegalArgumentException when it is not a whole number above 0
   */
  public int positive(String name, int defaultValue) {
    String value = values.get(name);
    if (value == null) {
      return defaultValue;
    }
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for both mistakes.
    }
    throw new IllegalArgumentException(
        "tuning " + name + "=" + value + ": expected a whole number above 0");
  }

  /**
   * {@return both together}
   *
   * @param others settings that win over these
   */
  public Tuning with(Tuning others) {
    Map<String, String> merged = new TreeMap<>(values);
    merged.putAll(others.values);
    return new Tuning(merged);
  }

  /**
   * Refuses settings nobody would read.
   *
   * @param backend whose settings these are, for the message
   * @param known the names it understands
   * @throws IllegalArgumentException when there is another name here
   */
  public void requireOnly(String backend, Set<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "tuning " + name + ": " + backend + " has no such setting; it has " + known);
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(value));
    return text.toString();
  }
}
