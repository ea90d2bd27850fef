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

/**
 * What a Prometheus that watched a run says of one series: a line of {@code scraped.jsonl}, which
 * is written when the load has ended.
 *
 * @param name of the expression, as {@code cache hit rate}; several series may have the same
 * @param unit of the values, as {@code %}; empty: none
 * @param expression that was asked for, in PromQL
 * @param labels of the series
 * @param seconds since the plan's start, one for each value
 * @param values finite numbers
 */
public record ScrapedSeries(
    String name,
    String unit,
    String expression,
    Map<String, String> labels,
    List<Double> seconds,
    List<Double> values) {

  /** The most values of one series that are kept. */
  public static final int MOST_VALUES = 400;

  /** The most series of a run that are kept. */
  public static final int MOST_SERIES = 500;

  private static final ObjectWriter LINE =
      Json.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);

  /**
   * Copies map and lists.
   *
   * @throws IllegalArgumentException if a name is missing, a value is no number, or there is not
   *     one time for each
   */
  public ScrapedSeries {
    Checks.present("name", name);
    Checks.present("unit", unit);
    Checks.present("expression", expression);
    Checks.present("labels", labels);
    numbers("seconds", seconds);
    numbers("values", values);
    if (seconds.size() != values.size() || values.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "%s times and %s values; as many of each, and at most %s, are written"
              .formatted(seconds.size(), values.size(), MOST_VALUES));
    }
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    seconds = List.copyOf(seconds);
    values = List.copyOf(values);
  }

  private static void numbers(String field, List<Double> numbers) {
    Checks.present(field, numbers);
    for (Double number : numbers) {
      Checks.present(field, number);
      Checks.number(field, number);
    }
  }

  /**
   * Writes what was scraped of a run, if there is anything.
   *
   * @param folder the run's
   * @param series in the order in which they are to be read; those beyond {@value #MOST_SERIES} are
   *     left out
   * @throws java.io.UncheckedIOException if the folder cannot be written to
   */
  public static void write(RunFolder folder, List<ScrapedSeries> series) {
    if (series.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (ScrapedSeries each : series.subList(0, Math.min(MOST_SERIES, series.size()))) {
      try {
        lines.append(LINE.writeValueAsString(each)).append('\n');
      } catch (JacksonException e) {
        throw new IllegalStateException("a series has no JSON", e);
      }
    }
    Json.write(folder.scraped(), lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what was written.
   *
   * @param folder the run's
   * @return in the order of the file; none if there is no such file: no Prometheus watched the run
   * @throws DamagedFile if a line is damaged, or there are more than are written
   */
  public static List<ScrapedSeries> read(RunFolder folder) {
    Path file = folder.scraped();
    List<ScrapedSeries> series = new ArrayList<>();
    if (Files.exists(file)) {
      CheckedFile.completeLines(
          file,
          (line, number) -> {
            if (number > MOST_SERIES) {
              throw new DamagedFile(file, number, "more than %s series".formatted(MOST_SERIES));
            }
            series.add(Json.readLine(file, number, line, ScrapedSeries.class));
          });
    }
    return series;
  }
}
