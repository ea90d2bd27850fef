package io.hybridperf.measurement.load;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A named stretch of a {@link LoadProfile}.
 *
 * @param name letters, digits, {@code _ . -}; unique within a profile. It becomes part of the tags
 *     of the interval logs, whose format allows neither spaces nor commas.
 * @param shape how the rate runs
 * @param duration whole seconds, at least one: Gatling's injector cuts fractions off
 * @param judged whether SLOs look at this phase; the warm-up is measured but not judged
 */
public record Phase(String name, Shape shape, Duration duration, boolean judged) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /**
   * @throws IllegalArgumentException if the name has other characters or the duration is not a
   *     positive whole number of seconds
   */
  public Phase {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "phase name '%s' must consist of letters, digits, '_', '.' and '-'".formatted(name));
    }
    if (!duration.isPositive() || duration.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "duration of phase '%s' = %s must be whole seconds, at least 1s: Gatling's injector cuts fractions off"
              .formatted(name, duration));
    }
    if (duration.toSeconds() > 7 * 24 * 3600) {
      throw new IllegalArgumentException(
          "duration of phase '%s' = %s must be at most 7 days".formatted(name, duration));
    }
  }

  /**
   * The length in seconds.
   *
   * @return whole seconds, at least 1
   */
  public int seconds() {
    return Math.toIntExact(duration.toSeconds());
  }

  /**
   * Whether this phase is the one asked for, or a later cycle of it: {@code peak} also means {@code
   * peak-2}, {@code peak-3}.
   *
   * @param wanted a phase's name
   * @return whether it matches
   */
  public boolean matches(String wanted) {
    return matches(name, wanted);
  }

  /**
   * As {@link #matches(String)}, for a name without its phase.
   *
   * @param name the name of a phase
   * @param wanted the name looked for
   * @return whether {@code name} is {@code wanted} or a later cycle of it
   */
  public static boolean matches(String name, String wanted) {
    if (!name.startsWith(wanted)) {
      return false;
    }
    String rest = name.substring(wanted.length());
    return rest.isEmpty()
        || (rest.length() > 1
            && rest.charAt(0) == '-'
            && rest.chars().skip(1).allMatch(Character::isDigit));
  }
}
