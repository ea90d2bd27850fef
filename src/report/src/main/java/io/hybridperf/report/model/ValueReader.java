package io.hybridperf.report.model;

import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.PartsPerMillion;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** What was recorded of OK answers beside the times of their calls. */
final class ValueReader {
  private final RunLog log;
  private final Selection judged;
  private final List<String> series;

  ValueReader(RunLog log, Selection judged) {
    this.log = log;
    this.judged = judged;
    series = log.intervals().stream().map(LoggedInterval::series).distinct().sorted().toList();
  }

  List<StageTime> stages() {
    List<StageTime> stages = new ArrayList<>();
    for (String label : judged.labels()) {
      Selection part = judged.ofLabels(label::equals);
      for (String stage : series) {
        if (Series.isTime(stage)
            && (stage.startsWith("stage.") || stage.equals(Series.COORDINATION))) {
          Histogram times = part.histogram(stage, Status::isOk);
          if (times.getTotalCount() > 0) {
            stages.add(
                new StageTime(
                    label,
                    stage,
                    times.getTotalCount(),
                    times.getMean(),
                    times.getValueAtPercentile(50),
                    times.getValueAtPercentile(99)));
          }
        }
      }
    }
    return stages;
  }

  List<Share> shares() {
    List<Share> shares = new ArrayList<>();
    for (String name : series.stream().filter(Series::isShare).toList()) {
      List<String> labels = Stream.concat(Stream.of(""), judged.labels().stream()).toList();
      for (String label : labels) {
        Selection part = label.isEmpty() ? judged : judged.ofLabels(label::equals);
        Histogram all = part.histogram(name, Status::isOk);
        if (all.getTotalCount() > 0) {
          shares.add(
              new Share(
                  name,
                  label,
                  all.getTotalCount(),
                  PartsPerMillion.mean(all),
                  interval(name, label).orElse(null)));
        }
      }
    }
    return shares;
  }

  /** From the seconds of each phase, as all intervals are. */
  private Optional<ConfidenceInterval> interval(String name, String label) {
    List<List<Second>> phases = new ArrayList<>();
    for (PlannedPhase phase : judged.phases()) {
      List<Second> seconds = new ArrayList<>();
      log.select(phase.name()::equals, each -> label.isEmpty() || label.equals(each))
          .bySecond()
          .forEach(second -> {
            Histogram values = second.histogram(name, Status::isOk);
            long count = values.getTotalCount();
            seconds.add(
                count == 0
                    ? Second.EMPTY
                    : new Second(PartsPerMillion.mean(values) * count, count));
          });
      phases.add(seconds);
    }
    return RatioInterval.share(phases);
  }
}
