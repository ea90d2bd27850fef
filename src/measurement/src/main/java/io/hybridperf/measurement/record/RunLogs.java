package io.hybridperf.measurement.record;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Tag;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * The five files that grow while a run goes. An interval counts as written once its line in {@code
 * counters.jsonl} is complete, which comes last.
 */
final class RunLogs implements AutoCloseable {

  private static final ObjectWriter LINE =
      Json.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);

  private final RunFolder folder;
  private final IntervalLog response;
  private final IntervalLog service;
  private final IntervalLog lag;
  private final IntervalLog values;
  private final OutputStream counters;
  private final @Nullable Object identity;

  RunLogs(RunFolder folder, long baseEpochMillis) {
    this.folder = folder;
    response =
        new IntervalLog(
            folder.log(Series.RESPONSE_TIME),
            "response time from planned arrival, nanoseconds; tag phase/label/status",
            baseEpochMillis);
    service =
        new IntervalLog(
            folder.log(Series.SERVICE_TIME),
            "service time from actual send, nanoseconds; tag phase/label/status",
            baseEpochMillis);
    lag =
        new IntervalLog(
            folder.log(Series.DISPATCH_LAG),
            "dispatch lag from planned arrival to actual send, nanoseconds; tag phase/label/status",
            baseEpochMillis);
    values =
        new IntervalLog(
            folder.log(RunFolder.VALUES),
            "nanoseconds or parts per million; tag series/phase/label/status",
            baseEpochMillis);
    try {
      counters = Files.newOutputStream(folder.counters(), StandardOpenOption.CREATE_NEW);
      identity = Files.readAttributes(folder.counters(), BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder.counters(), e);
    }
    List.of(response, service, lag, values).forEach(IntervalLog::flush);
  }

  void append(
      Interval interval, double startSeconds, double endSeconds, @Nullable Double planZero) {
    append(response, interval.response, startSeconds, endSeconds);
    append(service, interval.service, startSeconds, endSeconds);
    append(lag, interval.lag, startSeconds, endSeconds);
    append(values, interval.values, startSeconds, endSeconds);
    count(
        new Counters(
            startSeconds,
            endSeconds,
            planZero,
            interval.sent,
            interval.answered,
            interval.valued,
            interval.dropped,
            interval.clamped,
            interval.early,
            interval.targets));
  }

  /** Appends an interval that was read from logs, by series and tag. */
  void append(Counters line, Map<String, Map<Tag, Histogram>> bySeries) {
    bySeries.forEach((series, byTag) ->
        byTag.forEach((tag, histogram) -> {
          IntervalLog log = logOf(series);
          String name = log == values ? series + "/" + tag : tag.toString();
          log.append(name, line.start(), line.end(), List.of(histogram));
        }));
    List.of(response, service, lag, values).forEach(IntervalLog::flush);
    count(line);
  }

  private IntervalLog logOf(String series) {
    return switch (series) {
      case Series.RESPONSE_TIME -> response;
      case Series.SERVICE_TIME -> service;
      case Series.DISPATCH_LAG -> lag;
      default -> values;
    };
  }

  private void count(Counters line) {
    try {
      counters.write((LINE.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder.counters(), e);
    }
    requireInPlace();
  }

  /** Files that were removed can still be written, and nobody would ever read them. */
  private void requireInPlace() {
    Object now;
    try {
      now = Files.readAttributes(folder.counters(), BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new UncheckedIOException("the run's folder was removed", e);
    }
    if (!Objects.equals(now, identity)) {
      throw new UncheckedIOException(
          "the run's folder was replaced by another",
          new FileAlreadyExistsException(folder.counters().toString()));
    }
  }

  private static void append(
      IntervalLog log, Map<?, List<IntCountsHistogram>> byTag, double start, double end) {
    byTag.forEach((tag, parts) -> log.append(tag.toString(), start, end, parts));
    log.flush();
  }

  @Override
  public void close() {
    response.close();
    service.close();
    lag.close();
    values.close();
    try {
      counters.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + folder.counters(), e);
    }
  }
}
