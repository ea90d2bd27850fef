package io.hybridperf.report.model;

import io.hybridperf.measurement.run.Answers;

/**
 * How one part of a run was answered, and how fast.
 *
 * @param phase a phase, with its later cycles; empty for all that is judged
 * @param label a query type; empty for all
 * @param judged whether objectives look at it
 * @param answers how its requests ended
 * @param response from planned arrival to answer
 * @param service from actual send to answer
 */
public record LatencyRow(
    String phase,
    String label,
    boolean judged,
    Answers answers,
    Percentiles response,
    Percentiles service) {

  /** The same of a phase that is all there is. */
  LatencyRow as(String ofPhase) {
    return new LatencyRow(ofPhase, label, judged, answers, response, service);
  }
}
