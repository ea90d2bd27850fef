package io.hybridperf.measurement.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was counted in one interval: a line of {@code counters.jsonl}.
 *
 * @param start seconds since recording started
 * @param end seconds since recording started
 * @param planZero the plan's start in seconds since recording started, absent before the first
 *     arrival
 * @param sent requests sent, by {@code phase/label}
 * @param answered requests answered, by {@code phase/label/status}
 * @param dropped arrivals for which no request could be sent, by {@code phase/label}
 * @param clamped values that were beyond the histograms' range
 * @param early requests sent more than 1 ms before they were planned
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Counters(
    double start,
    double end,
    @Nullable Double planZero,
    Map<String, Long> sent,
    Map<String, Long> answered,
    Map<String, Long> dropped,
    long clamped,
    long early) {

  /** Copies the maps. */
  public Counters {
    sent = Collections.unmodifiableMap(new TreeMap<>(sent));
    answered = Collections.unmodifiableMap(new TreeMap<>(answered));
    dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
  }

  /** What belongs to one phase; early requests if any were sent in it, since they have no phase. */
  Counters ofPhase(String phase) {
    Map<String, Long> sentOfIt = ofPhase(sent, phase);
    return new Counters(
        start,
        end,
        planZero,
        sentOfIt,
        ofPhase(answered, phase),
        ofPhase(dropped, phase),
        0,
        sentOfIt.isEmpty() ? 0 : early);
  }

  private static Map<String, Long> ofPhase(Map<String, Long> counts, String phase) {
    Map<String, Long> some = new TreeMap<>(counts);
    some.keySet().removeIf(tag -> !tag.startsWith(phase + "/"));
    return some;
  }

  Counters laterBy(double seconds) {
    return new Counters(
        start + seconds,
        end + seconds,
        planZero == null ? null : planZero + seconds,
        sent,
        answered,
        dropped,
        clamped,
        early);
  }
}
