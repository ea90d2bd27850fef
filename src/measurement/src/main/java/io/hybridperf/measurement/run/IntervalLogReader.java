package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code .hlog} files without unpacking their histograms, so that a long run fits into
 * memory. Their heads must name the version of the form, and all the same moment.
 */
final class IntervalLogReader {

  /** A line of a log and where it was read. */
  record Line(Path file, long number, LoggedInterval interval) {}

  private static final String VERSION = "#[Histogram log format version 1.3]";
  private static final String LEGEND = "\"StartTimestamp\",";
  private static final Pattern BASE_TIME =
      Pattern.compile("#\\[BaseTime: ([0-9]{1,12}\\.[0-9]{3}) .*");
  private static final Pattern LINE =
      Pattern.compile(
          "Tag=([^,]+),([0-9]{1,9}\\.[0-9]{3}),([0-9]{1,9}\\.[0-9]{3}),[0-9]+\\.[0-9]+,(\\S+)");

  private final RunFolder folder;
  private final List<Line> lines = new ArrayList<>();
  private @Nullable String base;
  private boolean versionSeen;
  private boolean baseSeen;

  private IntervalLogReader(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Reads the logs of a run.
   *
   * @param folder the run's
   * @param required whether they must be there: once an interval is counted, they are
   * @throws DamagedFile if one is missing that must be there, or not what is written
   */
  static IntervalLogReader of(RunFolder folder, boolean required) {
    IntervalLogReader reader = new IntervalLogReader(folder);
    for (String log : RunFolder.LOGS) {
      if (required || Files.exists(folder.log(log))) {
        reader.read(log, required);
      }
    }
    return reader;
  }

  private void read(String log, boolean required) {
    Path file = folder.log(log);
    // In the log of values the series is the first part of the tag.
    String prefix = log.equals(RunFolder.VALUES) ? "" : log + "/";
    versionSeen = false;
    baseSeen = false;
    CheckedFile.completeLines(
        file,
        (line, number) -> {
          if (versionSeen && baseSeen && line.startsWith("Tag=")) {
            lines.add(new Line(file, number, parse(file, number, line, prefix)));
          } else {
            head(file, number, line);
          }
        });
    if (required && !(versionSeen && baseSeen)) {
      throw new DamagedFile(file, "its head is missing");
    }
  }

  private void head(Path file, long number, String line) {
    Matcher time = BASE_TIME.matcher(line);
    if (time.matches()) {
      if (base != null && !base.equals(time.group(1))) {
        throw new DamagedFile(file, number, "of another run: it began at another time");
      }
      base = time.group(1);
      baseSeen = true;
    } else if (line.startsWith("#[Histogram log format version") && !line.equals(VERSION)) {
      throw new DamagedFile(file, number, "of an unknown version: " + line);
    } else if (line.equals(VERSION)) {
      versionSeen = true;
    } else if (!line.startsWith("#") && !line.startsWith(LEGEND)) {
      throw new DamagedFile(file, number, "not an interval: " + line);
    }
  }

  private static LoggedInterval parse(Path file, long number, String line, String tagPrefix) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new DamagedFile(file, number, "not an interval: " + line);
    }
    String tagText = tagPrefix + matcher.group(1);
    int slash = tagText.indexOf('/');
    double start = Double.parseDouble(matcher.group(2));
    double end = Math.round((start + Double.parseDouble(matcher.group(3))) * 1e3) / 1e3;
    try {
      return new LoggedInterval(
          tagText.substring(0, Math.max(0, slash)),
          Tag.parse(tagText.substring(slash + 1)),
          start,
          end,
          matcher.group(4));
    } catch (IllegalArgumentException e) {
      throw new DamagedFile(file, number, String.valueOf(e.getMessage()));
    }
  }

  /** All lines of all logs, one log after the other. */
  List<Line> lines() {
    return lines;
  }

  /** Start of recording in seconds since 1970; 0 if there are no logs. */
  double baseEpochSeconds() {
    return base == null ? 0 : Double.parseDouble(base);
  }
}
