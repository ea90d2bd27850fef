package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One of the slowest calls of a phase and type: a line of {@code slowest-calls.jsonl}.
 *
 * @param phase of the load
 * @param label the query type
 * @param status {@code OK}, or how it failed
 * @param seconds when it was due, since the plan's start
 * @param responseNanos from the planned arrival to the end
 * @param serviceNanos from the actual send to the end
 * @param lagNanos from the planned arrival to the actual send; below zero: it was early
 * @param target who was asked
 * @param query what was asked, as the simulation names it; empty: it does not say
 * @param trace the id of its W3C trace, 32 hexadecimal digits; empty: it was not among those traced
 * @param stages nanoseconds of each stage that the answer speaks of, by series
 */
public record SlowCall(
    String phase,
    String label,
    String status,
    double seconds,
    long responseNanos,
    long serviceNanos,
    long lagNanos,
    String target,
    String query,
    String trace,
    Map<String, Long> stages) {

  private static final Pattern TRACE = Pattern.compile("|[0-9a-f]{32}");

  /** What a series of a stage's time begins with. */
  public static final String STAGE = "stage.";

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a name is missing, the time is no number, or the trace's id
   *     is none
   */
  public SlowCall {
    Checks.present("phase", phase);
    Checks.present("label", label);
    Checks.present("status", status);
    Checks.present("target", target);
    Checks.present("query", query);
    Checks.present("trace", trace);
    Checks.present("stages", stages);
    Checks.number("seconds", seconds);
    if (!TRACE.matcher(trace).matches()) {
      throw new IllegalArgumentException("trace is not an id of 32 hexadecimal digits");
    }
    stages = Collections.unmodifiableMap(new TreeMap<>(stages));
  }

  /** {@return whether a tracing system may know it} */
  public boolean traced() {
    return !trace.isEmpty();
  }
}
