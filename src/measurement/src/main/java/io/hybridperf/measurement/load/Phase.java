package io.hybridperf.measurement.load;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A named stretch of a {@link LoadProfile}.
 *
 * @param name letters, digits, {@code _ . -}; unique within a profile. It becomes part of the tags
 *     of the interval logs, whose format allows neither spaces nor commas.
 * @param shape how the rate runs
 * @param duration longer than zero, at most 7 days
 * @param judged whether SLOs look at this phase; the warm-up is measured but not judged
 */
public record Phase(String name, Shape shape, Duration duration, boolean judged) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Duration LONGEST = Duration.ofDays(7);

  /**
   * @throws IllegalArgumentException if the name has other characters or the duration is out of
   *     range
   */
  public Phase {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "phase name '%s' must consist of letters, digits, '_', '.' and '-'".formatted(name));
    }
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "duration of phase '%s' = %s must be longer than zero and at most 7 days"
              .formatted(name, duration));
    }
  }

  /**
   * How many arrivals its rate adds up to.
   *
   * @return 0 or more, with fractions; the plan has as many, rounded
   */
  public double expectedArrivals() {
    return RateIntegral.of(this).until(duration.toNanos() / 1e9);
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
