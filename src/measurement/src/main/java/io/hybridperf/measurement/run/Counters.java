package io.hybridperf.measurement.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hybridperf.measurement.files.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was counted in one interval: a line of {@code counters.jsonl}.
 *
 * @param start seconds since recording started
 * @param end seconds since recording started
 * @param planZero the plan's start in seconds since recording started, absent before the first
 *     arrival
 * @param sent requests sent, by phase and label
 * @param answered requests answered, by phase, label and status
 * @param values further values measured, by series, phase, label and status
 * @param dropped arrivals for which no request could be sent, by phase and label
 * @param clamped values that were beyond the histograms' range
 * @param early requests sent more than 1 ms before they were planned
 * @param targets calls by target, where a run has several; otherwise empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Counters(
    double start,
    double end,
    @Nullable Double planZero,
    Map<Tag, Long> sent,
    Map<Tag, Long> answered,
    Map<String, Long> values,
    Map<Tag, Long> dropped,
    long clamped,
    long early,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, TargetCounts> targets) {

  /**
   * Copies the maps.
   *
   * @throws IllegalArgumentException if one is missing or has nulls
   */
  public Counters {
    Checks.present("sent", sent);
    Checks.present("answered", answered);
    Checks.present("values", values);
    Checks.present("dropped", dropped);
    targets = targets == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(targets));
    sent = Collections.unmodifiableMap(new TreeMap<>(sent));
    answered = Collections.unmodifiableMap(new TreeMap<>(answered));
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
  }

  /** What has certain tags; early requests if any of those were sent, since they have no tag. */
  Counters of(Predicate<Tag> wanted) {
    Map<Tag, Long> some = of(sent, wanted);
    return new Counters(
        start,
        end,
        planZero,
        some,
        of(answered, wanted),
        Map.of(),
        of(dropped, wanted),
        0,
        some.isEmpty() ? 0 : early,
        Map.of());
  }

  private static Map<Tag, Long> of(Map<Tag, Long> counts, Predicate<Tag> wanted) {
    Map<Tag, Long> some = new TreeMap<>(counts);
    some.keySet().removeIf(wanted.negate());
    return some;
  }

  /** The middle of the interval, in seconds since recording started. */
  double middle() {
    return (start + end) / 2;
  }

  Counters laterBy(double seconds) {
    return new Counters(
        start + seconds,
        end + seconds,
        planZero == null ? null : planZero + seconds,
        sent,
        answered,
        values,
        dropped,
        clamped,
        early,
        targets);
  }
}
