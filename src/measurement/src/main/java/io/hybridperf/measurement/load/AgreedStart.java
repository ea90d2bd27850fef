package io.hybridperf.measurement.load;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the injectors of a load begin, as each of them writes it into {@code run.json}.
 *
 * @param at the instant, by the clock of injector 1
 * @param clockOffset by how much this injector's clock is ahead of that one
 */
public record AgreedStart(Instant at, Duration clockOffset) {

  private static final String AT = "start-at";
  private static final String OFFSET = "clock-offset";
  private static final Pattern MILLIS = Pattern.compile("([-+]?[0-9]{1,12}\\.[0-9]{3}) ms");
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * When it began, after what was agreed.
   *
   * @param epochSeconds the beginning of its plan by its own clock, since 1970
   * @return in seconds; negative if it was early
   */
  public double secondsLate(double epochSeconds) {
    double agreed = at.getEpochSecond() + at.getNano() / 1e9;
    return epochSeconds - clockOffset.toNanos() / 1e9 - agreed;
  }

  /**
   * As a run keeps it.
   *
   * @param others the run's other parameters
   * @return these, and what was agreed
   */
  public Map<String, String> addedTo(Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(others);
    all.put(AT, at.toString());
    all.put(OFFSET, String.format(Locale.ROOT, "%.3f ms", clockOffset.toNanos() / NANOS_PER_MILLI));
    return all;
  }

  /**
   * The parameters of a run without what its injectors agreed on.
   *
   * @param parameters of the run, by name
   * @return a new map
   */
  public static Map<String, String> removedFrom(Map<String, String> parameters) {
    Map<String, String> others = new TreeMap<>(parameters);
    others.keySet().removeAll(Set.of(AT, OFFSET));
    return others;
  }

  /**
   * What the injectors of a run agreed on.
   *
   * @param parameters of the run, by name
   * @return empty if they did not
   * @throws IllegalArgumentException if it is none of what is written
   */
  public static Optional<AgreedStart> in(Map<String, String> parameters) {
    String at = parameters.get(AT);
    String offset = parameters.get(OFFSET);
    if (at == null && offset == null) {
      return Optional.empty();
    }
    Matcher millis = MILLIS.matcher(String.valueOf(offset));
    try {
      if (at != null && millis.matches()) {
        double nanos = Double.parseDouble(millis.group(1)) * NANOS_PER_MILLI;
        return Optional.of(new AgreedStart(Instant.parse(at), Duration.ofNanos(Math.round(nanos))));
      }
    } catch (DateTimeException e) {
      // The same line says it.
    }
    throw new IllegalArgumentException(
        "%s = %s, %s = %s: not what injectors agree on".formatted(AT, at, OFFSET, offset));
  }
}
