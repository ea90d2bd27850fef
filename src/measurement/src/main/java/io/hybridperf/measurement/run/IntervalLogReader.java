package io.hybridperf.measurement.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code .hlog} files without unpacking their histograms, so that a long run fits into
 * memory. A last line without its line break was being written when the process ended, and is left
 * out.
 */
final class IntervalLogReader {

  private static final Pattern BASE_TIME = Pattern.compile("#\\[BaseTime: ([0-9.]+) .*");
  private static final Pattern LINE =
      Pattern.compile("Tag=([^,]+),([0-9.]+),([0-9.]+),[0-9.]+,(\\S+)");

  private double baseEpochSeconds;

  /** Complete lines of a file; none if there is no such file. */
  static List<String> completeLines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The intervals of a log; for the log of values the series is the first part of the tag. */
  List<LoggedInterval> read(RunFolder folder, String log) {
    Path file = folder.log(log);
    List<LoggedInterval> intervals = new ArrayList<>();
    int number = 0;
    for (String line : completeLines(file)) {
      number++;
      Matcher base = BASE_TIME.matcher(line);
      if (base.matches()) {
        baseEpochSeconds = Double.parseDouble(base.group(1));
      } else if (line.startsWith("Tag=")) {
        intervals.add(parse(file, number, line, log.equals(RunFolder.VALUES) ? "" : log + "/"));
      }
    }
    return intervals;
  }

  private static LoggedInterval parse(Path file, int number, String line, String tagPrefix) {
    Matcher matcher = LINE.matcher(line);
    String[] tag =
        matcher.matches() ? (tagPrefix + matcher.group(1)).split("/", -1) : new String[0];
    if (tag.length != 4) {
      throw new IllegalArgumentException(
          "%s, line %s, is not an interval of hybrid-perf: the file is damaged"
              .formatted(file, number));
    }
    double start = Double.parseDouble(matcher.group(2));
    double end = Math.round((start + Double.parseDouble(matcher.group(3))) * 1e3) / 1e3;
    return new LoggedInterval(
        tag[0], new Tag(tag[1], tag[2], tag[3]), start, end, matcher.group(4));
  }

  /** Start of recording in seconds since 1970, as the last file read says. */
  double baseEpochSeconds() {
    return baseEpochSeconds;
  }
}
