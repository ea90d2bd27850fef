package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.MetricSource;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of this package. */
public final class AnalysisMetrics implements MetricSource {

  /** For the service loader. */
  public AnalysisMetrics() {}

  @Override
  public List<Metric.External> metrics() {
    return Stream.of(
            ComparisonFindings.METRICS,
            SeedDifference.metrics(),
            List.of(SideBySide.MEASURED, RepeatSpeedUp.MEASURED))
        .flatMap(List::stream)
        .toList();
  }
}
