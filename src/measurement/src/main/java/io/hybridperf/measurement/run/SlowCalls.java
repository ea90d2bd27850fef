package io.hybridperf.measurement.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file {@code slowest-calls.jsonl}, written when the load has ended. */
public final class SlowCalls {
  private static final ObjectWriter LINE =
      Json.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);

  private SlowCalls() {}

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
