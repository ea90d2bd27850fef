package io.hybridperf.monitoring;

import java.util.List;

/** Several runs side by side, each under the name of its folder. */
final class ComparedPanels {
  private static final String BY_RUN =
      " * on (instance) group_left (run) hybrid_perf_run_info{environment=~\"$environment\","
          + "simulation=~\"$simulation\"}";

  private ComparedPanels() {}

  static List<Panel> all() {
    return List.of(
        Panel.lines("OK answers a second", "By run.", "reqps")
            .query(
                "sum by (instance) (rate(hybrid_perf_answered_total{status=\"OK\"}[15s]))" + BY_RUN,
                "{{run}}"),
        Panel.lines("p99 response time", "By run.", "s")
            .query(
                "histogram_quantile(0.99, sum by (instance, le)"
                    + " (rate(hybrid_perf_response_time_seconds_bucket[15s])))"
                    + BY_RUN,
                "{{run}}")
            .limit(0.010),
        Panel.lines("p99 response time by type of request", "By run.", "s")
            .query(
                "histogram_quantile(0.99, sum by (instance, type, le)"
                    + " (rate(hybrid_perf_response_time_seconds_bucket[15s])))"
                    + BY_RUN,
                "{{run}} {{type}}"),
        // Of what ended the part is taken away that must be there: a run without errors has no
        // series of them.
        Panel.lines("Error rate", "Neither OK nor shed, of all that ended, by run.", "percentunit")
            .query(
                "(sum by (instance) (rate(hybrid_perf_answered_total[15s]))"
                    + " - sum by (instance)"
                    + " (rate(hybrid_perf_answered_total{status=~\"OK|RESOURCE_EXHAUSTED\"}[15s])))"
                    + " / (sum by (instance) (rate(hybrid_perf_answered_total[15s])) > 0)"
                    + BY_RUN,
                "{{run}}")
            .limit(0.01),
        Panel.of("table", "Runs", "Which runs were seen.", "short")
            .query(
                "max by (run, simulation, environment, scale, gate)"
                    + " (last_over_time(hybrid_perf_run_info[1d]))",
                "{{run}}")
            .wide(24));
  }
}
