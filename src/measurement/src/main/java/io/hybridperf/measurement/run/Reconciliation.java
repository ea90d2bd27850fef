package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.IntervalLogReader.Line;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the files of a run against each other. They were written by one recorder, so that each says
 * in part what another says: time goes on without a gap; what was counted is in the logs, in the
 * same interval and under the same name, every answer in those of response time, service time and
 * dispatch lag; nothing is answered that was not sent; and all of it in phases of the plan.
 */
final class Reconciliation {

  /** Longer than any interval of a machine that is awake. */
  private static final double LONGEST_SECONDS = 86_400;

  private static final List<String> OF_EVERY_ANSWER =
      List.of(Series.RESPONSE_TIME, Series.SERVICE_TIME, Series.DISPATCH_LAG);

  /** What was measured in one interval under one name, {@code series/phase/label/status}. */
  private record Key(String name, long startMillis, long endMillis) {
    static Key of(LoggedInterval interval) {
      return new Key(
          interval.series() + "/" + interval.tag(),
          millis(interval.startSeconds()),
          millis(interval.endSeconds()));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%s from %.3f to %.3f s", name, startMillis / 1e3, endMillis / 1e3);
    }
  }

  private final RunFolder folder;
  private final Set<String> phases;
  private final Map<Key, Long> counted = new HashMap<>();
  private long untilMillis;

  private Reconciliation(RunFolder folder, RunInfo info) {
    this.folder = folder;
    phases = info.phases().stream().map(PlannedPhase::name).collect(Collectors.toSet());
  }

  /**
   * Checks a run.
   *
   * @param folder where it was read from
   * @param info what it was
   * @param counters all lines, in their order
   * @param lines of all logs, those of an interval that was not finished included
   * @throws DamagedFile naming what does not agree
   */
  static void check(RunFolder folder, RunInfo info, List<Counters> counters, List<Line> lines) {
    Reconciliation run = new Reconciliation(folder, info);
    run.counters(counters);
    run.logs(lines);
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1e3);
  }

  private void counters(List<Counters> counters) {
    Map<Tag, Long> open = new TreeMap<>();
    Counters before = null;
    for (int n = 0; n < counters.size(); n++) {
      Counters line = counters.get(n);
      require(n + 1, follows(line, before));
      names(n + 1, line.sent(), false);
      names(n + 1, line.dropped(), false);
      names(n + 1, line.answered(), true);
      line.sent().forEach((tag, count) -> open.merge(tag, count, Long::sum));
      line.answered().forEach((tag, count) -> answered(line, tag, count, open));
      line.values().forEach((name, count) -> counted(line, name, count));
      untilMillis = millis(line.end());
      before = line;
    }
    open.forEach((tag, count) -> {
      if (count < 0) {
        throw new DamagedFile(
            folder.counters(),
            String.format(Locale.ROOT, "%d more of %s were answered than sent", -count, tag));
      }
    });
  }

  private void require(int line, @Nullable String problem) {
    if (problem != null) {
      throw new DamagedFile(folder.counters(), line, problem);
    }
  }

  /** What is wrong with the times and numbers of a line, or null. */
  private static @Nullable String follows(Counters line, @Nullable Counters before) {
    double start = before == null ? 0 : before.end();
    Double zero = line.planZero();
    Double zeroBefore = before == null ? null : before.planZero();
    if (millis(line.start()) != millis(start)) {
      return "starts at %s s, where the line before ends at %s s".formatted(line.start(), start);
    } else if (!(line.end() >= line.start() && line.end() - line.start() < LONGEST_SECONDS)) {
      return "lasts from %s to %s s".formatted(line.start(), line.end());
    } else if (line.clamped() < 0 || line.early() < 0) {
      return "counts below 0";
    } else if (zero != null && !Double.isFinite(zero)) {
      return "planZero = %s is no number".formatted(zero);
    } else if (zeroBefore != null && (zero == null || zero > zeroBefore)) {
      return "planZero = %s after %s".formatted(zero, zeroBefore);
    }
    return null;
  }

  private void names(int line, Map<Tag, Long> counts, boolean withStatus) {
    counts.forEach((tag, count) -> {
      if (!phases.contains(tag.phase())) {
        require(line, "phase '%s' is not in run.json".formatted(tag.phase()));
      } else if (tag.status().isEmpty() == withStatus) {
        require(line, "%s is not a name of this kind".formatted(tag));
      } else if (count <= 0) {
        require(line, String.format(Locale.ROOT, "%s = %d is not a count", tag, count));
      }
    });
  }

  private void answered(Counters line, Tag tag, long count, Map<Tag, Long> open) {
    open.merge(tag.ended(""), -count, Long::sum);
    OF_EVERY_ANSWER.forEach(series -> counted(line, series + "/" + tag, count));
  }

  private void counted(Counters line, String name, long count) {
    counted.merge(new Key(name, millis(line.start()), millis(line.end())), count, Long::sum);
  }

  private void logs(List<Line> lines) {
    for (Line line : lines) {
      String problem = problem(line.interval());
      if (problem != null) {
        throw new DamagedFile(line.file(), line.number(), problem);
      }
    }
    counted.forEach((key, left) -> {
      if (left != 0) {
        throw new DamagedFile(
            log(key),
            String.format(Locale.ROOT, "lacks %d values of %s that counters.jsonl has", left, key));
      }
    });
  }

  private Path log(Key key) {
    return OF_EVERY_ANSWER.stream()
        .filter(series -> key.name().startsWith(series + "/"))
        .findFirst()
        .map(folder::log)
        .orElseGet(() -> folder.log(RunFolder.VALUES));
  }

  /** What is wrong with a line of a log, or null. */
  private @Nullable String problem(LoggedInterval interval) {
    long values;
    try {
      values = interval.count();
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
    Key key = Key.of(interval);
    if (key.startMillis() >= untilMillis && key.endMillis() > untilMillis) {
      // The interval that was being written when the process ended.
      return key.startMillis() == untilMillis ? null : "%s is after a gap".formatted(key);
    }
    Long left = counted.get(key);
    if (left == null || left < values || values == 0) {
      return String.format(
          Locale.ROOT,
          "%d values of %s, where counters.jsonl has %s",
          values,
          key,
          left == null ? "none" : left);
    }
    counted.put(key, left - values);
    return null;
  }
}
