package io.hybridperf.measurement.slo;

import java.util.List;

/**
 * Names the metrics that a module measures beside a run's logs, so that objectives can be set on
 * them. Implementations are found by {@link java.util.ServiceLoader}: whoever measures something
 * new keeps its {@link Metric.External} where it is measured and adds it to the list of its module.
 */
public interface MetricSource {

  /**
   * What is measured.
   *
   * @return metrics with names that no other module uses
   */
  List<Metric.External> metrics();
}
