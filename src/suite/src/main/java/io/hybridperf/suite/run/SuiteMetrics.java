package io.hybridperf.suite.run;

import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.MetricSource;
import io.hybridperf.suite.answers.StoreProof;
import io.hybridperf.suite.answers.SystemAudit;
import io.hybridperf.suite.answers.TenantIsolation;
import io.hybridperf.suite.answers.Writes;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.fault.BurstAnalysis;
import io.hybridperf.suite.fault.FaultAnalysis;
import io.hybridperf.suite.fault.RecoveryTarget;
import io.hybridperf.suite.monitor.Scraped;
import io.hybridperf.suite.resource.LeakWatch;
import java.util.List;
import java.util.stream.Stream;

/** The metrics that the suite's analyses measure: a new one is described where it is measured. */
public final class SuiteMetrics implements MetricSource {

  /** For the service loader. */
  public SuiteMetrics() {}

  @Override
  public List<Metric.External> metrics() {
    List<Metric.External> ofOne =
        List.of(
            SystemAudit.FRESH_RECALL,
            StoreProof.MEASURED,
            TenantIsolation.MEASURED,
            Writes.LOST_MEASURED,
            Writes.STALE_MEASURED,
            CapacityRun.MEASURED,
            BurstAnalysis.RATIO_MEASURED,
            FaultAnalysis.ERROR_RATE_MEASURED,
            FaultAnalysis.TIME_TO_FAIL_MEASURED,
            FaultAnalysis.WITHOUT_VECTORS_MEASURED,
            RecoveryTarget.MEASURED,
            LeakWatch.MEASURED);
    return Stream.of(WrongAnswers.metrics(), ofOne, Scraped.MEASURED)
        .flatMap(List::stream)
        .toList();
  }
}
