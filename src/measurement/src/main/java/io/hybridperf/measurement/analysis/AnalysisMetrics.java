package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.MetricSource;
import java.util.List;

/** The metrics of this package. */
public final class AnalysisMetrics implements MetricSource {

  /** For the service loader. */
  public AnalysisMetrics() {}

  @Override
  public List<Metric.External> metrics() {
    return ComparisonFindings.METRICS;
  }
}
