package io.hybridperf.measurement.record;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.Checks;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One of the slowest calls of a phase and type: a line of {@code slowest-calls.jsonl}, which is
 * written when the load has ended.
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

  private static final ObjectWriter LINE =
      Json.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);
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

  /**
   * Writes the calls of a run, if there are any.
   *
   * @param folder the run's
   * @param calls in the order in which they are to be read
   * @throws java.io.UncheckedIOException if the folder cannot be written to
   */
  public static void write(RunFolder folder, List<SlowCall> calls) {
    if (calls.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (SlowCall call : calls) {
      try {
        lines.append(LINE.writeValueAsString(call)).append('\n');
      } catch (JacksonException e) {
        throw new IllegalStateException("a call has no JSON", e);
      }
    }
    Json.write(folder.slowestCalls(), lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what was written.
   *
   * @param folder the run's
   * @return in the order of the file; none if there is no such file: a run that was killed, or is
   *     older than it
   * @throws DamagedFile if a line is damaged
   */
  public static List<SlowCall> read(RunFolder folder) {
    Path file = folder.slowestCalls();
    List<SlowCall> calls = new ArrayList<>();
    if (Files.exists(file)) {
      CheckedFile.completeLines(
          file, (line, number) -> calls.add(Json.readLine(file, number, line, SlowCall.class)));
    }
    return calls;
  }
}
