package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.stats.DrawnHistograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What decided a rate of a capacity search, second by second, so that its seconds can be drawn
 * again: had they come out otherwise, would the rate have held?
 */
final class StepSeconds {

  /** How the requests of a second ended. */
  private record Ends(long sent, long ok, long shed, long errors) {
    static final Ends NONE = new Ends(0, 0, 0, 0);

    static Ends of(Counters line, String label) {
      Ends ends = new Ends(sum(line.sent(), label), 0, 0, 0);
      for (Map.Entry<String, Long> entry : line.answered().entrySet()) {
        String[] tag = entry.getKey().split("/", -1);
        if (label.isEmpty() || label.equals(tag[1])) {
          ends = ends.plus(tag[2], entry.getValue());
        }
      }
      return ends;
    }

    private static long sum(Map<String, Long> sent, String label) {
      return sent.entrySet().stream()
          .filter(entry -> label.isEmpty() || entry.getKey().endsWith("/" + label))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    private Ends plus(String status, long n) {
      return switch (status) {
        case Status.OK -> new Ends(sent, ok + n, shed, errors);
        case Status.RESOURCE_EXHAUSTED -> new Ends(sent, ok, shed + n, errors);
        default -> new Ends(sent, ok, shed, errors + n);
      };
    }

    Ends plus(Ends other) {
      return new Ends(sent + other.sent, ok + other.ok, shed + other.shed, errors + other.errors);
    }

    double errorRate() {
      return (double) errors / (ok + errors);
    }

    double shedRate() {
      return (double) shed / (ok + errors + shed);
    }
  }

  /** An objective on mixtures of seconds. */
  private interface Objective {
    boolean holds(int[] drawn);
  }

  private final List<Objective> objectives = new ArrayList<>();
  private final int count;

  /**
   * Reads a rate's seconds.
   *
   * @param log the run
   * @param tries the phases in which the rate was tried
   * @param slos the objectives that decide steps
   */
  StepSeconds(RunLog log, List<PlannedPhase> tries, List<Slo> slos) {
    List<Counters> lines = new ArrayList<>();
    List<Boolean> whileSent = new ArrayList<>();
    List<List<LoggedInterval>> intervals = new ArrayList<>();
    for (PlannedPhase phase : tries) {
      RunLog part = log.ofPhase(phase);
      double end = part.planZeroSeconds().orElse(0) + phase.startSeconds() + phase.seconds();
      for (Counters line : part.counters()) {
        if (!line.sent().isEmpty() || !line.answered().isEmpty()) {
          lines.add(line);
          whileSent.add(line.start() < end);
          intervals.add(part.intervals().stream().filter(each -> isWithin(each, line)).toList());
        }
      }
    }
    count = lines.size();
    keepUp(lines, whileSent);
    double scale = log.info().scale();
    Tier gate = Tier.gate(log.info().gate());
    for (Slo slo : slos) {
      switch (slo.metric()) {
        case Metric.Distribution metric -> distribution(slo, metric, intervals, scale, gate);
        case Metric.ErrorRate _ -> share(slo, true, lines, scale, gate);
        case Metric.ShedRate _ -> share(slo, false, lines, scale, gate);
        case Metric.Throughput _, Metric.External _ -> {}
      }
    }
  }

  private static boolean isWithin(LoggedInterval interval, Counters line) {
    double middle = (interval.startSeconds() + interval.endSeconds()) / 2;
    return middle >= line.start() && middle < line.end();
  }

  /** What is answered after the last request was sent is what the system was behind. */
  private void keepUp(List<Counters> lines, List<Boolean> whileSent) {
    List<Ends> ends = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      ends.add(whileSent.get(n) ? Ends.of(lines.get(n), "") : Ends.NONE);
    }
    objectives.add(drawn -> {
      Ends sum = sum(ends, drawn);
      return sum.ok >= StepJudge.KEEPS_UP * sum.sent;
    });
  }

  private void share(Slo slo, boolean errors, List<Counters> lines, double scale, Tier gate) {
    List<Ends> ends = lines.stream().map(line -> Ends.of(line, slo.scope().label())).toList();
    objectives.add(drawn -> {
      Ends sum = sum(ends, drawn);
      long samples = sum.ok + sum.errors + (errors ? 0 : sum.shed);
      double share = errors ? sum.errorRate() : sum.shedRate();
      return samples < slo.minSamples() || passes(slo, slo.unit().fromShare(share), scale, gate);
    });
  }

  private static Ends sum(List<Ends> ends, int[] drawn) {
    Ends sum = Ends.NONE;
    for (int second : drawn) {
      sum = sum.plus(ends.get(second));
    }
    return sum;
  }

  private void distribution(
      Slo slo,
      Metric.Distribution metric,
      List<List<LoggedInterval>> intervals,
      double scale,
      Tier gate) {
    DrawnHistograms seconds =
        DrawnHistograms.of(
            intervals.stream().map(second -> sum(second, metric.series(), slo)).toList());
    objectives.add(drawn -> {
      if (seconds.count(drawn) < slo.minSamples()) {
        return true;
      }
      double recorded =
          switch (metric.statistic()) {
            case PERCENTILE -> seconds.percentile(drawn, metric.percentile());
            case MEAN -> seconds.mean(drawn);
            case MAX -> seconds.percentile(drawn, 100);
          };
      return passes(slo, slo.unit().fromRecorded(recorded), scale, gate);
    });
  }

  private static Histogram sum(List<LoggedInterval> second, String series, Slo slo) {
    Histogram sum = new Histogram(3);
    for (LoggedInterval each : second) {
      if (each.series().equals(series)
          && each.status().equals(Status.OK)
          && (slo.scope().label().isEmpty() || slo.scope().label().equals(each.label()))) {
        sum.add(each.histogram());
      }
    }
    return sum;
  }

  private static boolean passes(Slo slo, double value, double scale, Tier gate) {
    return slo.tierOf(value, scale).compareTo(slo.required(gate)) >= 0;
  }

  /** {@return how many seconds there are} */
  int count() {
    return count;
  }

  /**
   * {@return whether the rate would have held}
   *
   * @param drawn indices of seconds, some of them repeated
   */
  boolean holds(int[] drawn) {
    return objectives.stream().allMatch(objective -> objective.holds(drawn));
  }
}
