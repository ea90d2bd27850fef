package io.hybridperf.measurement.record;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** One {@code .hlog} file in HdrHistogram's log format, version 1.3. */
final class IntervalLog implements AutoCloseable {

  /** The column of maxima is in milliseconds (or, for parts per million, in ones). */
  static final double MAX_VALUE_UNIT_RATIO = 1e6;

  private final Path file;
  private final PrintStream out;
  private final HistogramLogWriter writer;
  private final Histogram merged =
      new Histogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);

  IntervalLog(Path file, String title, long baseEpochMillis) {
    this.file = file;
    try {
      out =
          new PrintStream(
              new BufferedOutputStream(
                  Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16),
              false,
              StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + file, e);
    }
    writer = new HistogramLogWriter(out);
    writer.outputComment(title);
    writer.outputLogFormatVersion();
    writer.outputBaseTime(baseEpochMillis);
    writer.outputStartTime(baseEpochMillis);
    writer.outputLegend();
  }

  /** Appends the sum of histograms as one line. */
  void append(
      String tag, double startSeconds, double endSeconds, List<? extends AbstractHistogram> parts) {
    AbstractHistogram sum = parts.getFirst();
    if (parts.size() > 1) {
      merged.reset();
      parts.forEach(merged::add);
      sum = merged;
    }
    sum.setTag(tag);
    writer.outputIntervalHistogram(startSeconds, endSeconds, sum, MAX_VALUE_UNIT_RATIO);
  }

  /** Hands everything to the operating system. */
  void flush() {
    if (out.checkError()) {
      throw new UncheckedIOException(
          new IOException("cannot write %s: is the disk full?".formatted(file)));
    }
  }

  @Override
  public void close() {
    out.close();
  }
}
