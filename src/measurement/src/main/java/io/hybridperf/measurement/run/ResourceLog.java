package io.hybridperf.measurement.run;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The file {@code resources.jsonl}: samples as they arrive, so that a killed run keeps its own. */
public final class ResourceLog implements AutoCloseable {
  private static final ObjectWriter LINE =
      Json.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);

  private final Writer file;

  private ResourceLog(Writer file) {
    this.file = file;
  }

  /**
   * Opens the log of a run, to append.
   *
   * @param folder the run's
   * @return the log
   * @throws UncheckedIOException if the folder cannot be written to
   */
  public static ResourceLog open(RunFolder folder) {
    try {
      return new ResourceLog(
          Files.newBufferedWriter(
              folder.resources(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder.resources(), e);
    }
  }

  /**
   * Appends samples and hands them to the operating system.
   *
   * @param samples in any order
   * @throws UncheckedIOException if they cannot be written
   */
  public void append(List<ResourceSample> samples) {
    try {
      for (ResourceSample sample : samples) {
        file.write(LINE.writeValueAsString(sample) + "\n");
      }
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("resource samples cannot be written", e);
    }
  }

  /**
   * Reads what was written.
   *
   * @param folder the run's
   * @return all samples, in the order of writing; none if there is no such file
   * @throws DamagedFile if a line other than the last is damaged
   */
  public static List<ResourceSample> read(RunFolder folder) {
    Path file = folder.resources();
    List<ResourceSample> samples = new ArrayList<>();
    if (Files.exists(file)) {
      CheckedFile.completeLines(
          file,
          (line, number) -> samples.add(Json.readLine(file, number, line, ResourceSample.class)));
    }
    return samples;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("resource samples cannot be written", e);
    }
  }
}
