package io.hybridperf.monitoring;

import java.util.List;

/** What a load generator of hybrid-perf does and sees while it runs. */
final class RunPanels {
  private static final String INFO =
      " * on (instance) group_left () (hybrid_perf_run_info{environment=~\"$environment\","
          + "simulation=~\"$simulation\"})";

  private RunPanels() {}

  static List<Panel> all() {
    return List.of(
        Panel.lines("Rate", "Planned, sent and answered a second.", "reqps")
            .query("sum(rate(hybrid_perf_planned_total[15s])" + INFO + ")", "planned")
            .query("sum(sum by (instance) (rate(hybrid_perf_sent_total[15s]))" + INFO + ")", "sent")
            .query(
                "sum(sum by (instance) (rate(hybrid_perf_answered_total{status=\"OK\"}[15s]))"
                    + INFO
                    + ")",
                "OK"),
        Panel.lines(
                "Response time",
                "From the planned arrival: a stall of system or generator is in it.",
                "s")
            .query(quantile("0.5", "hybrid_perf_response_time_seconds"), "p50")
            .query(quantile("0.95", "hybrid_perf_response_time_seconds"), "p95")
            .query(quantile("0.99", "hybrid_perf_response_time_seconds"), "p99")
            .limit(0.010),
        Panel.lines("Service time", "From the actual send.", "s")
            .query(quantile("0.5", "hybrid_perf_service_time_seconds"), "p50")
            .query(quantile("0.99", "hybrid_perf_service_time_seconds"), "p99"),
        Panel.lines(
                "Dispatch lag",
                "How late requests leave, p99: past audit.p99-lag the run is INVALID.",
                "s")
            .query(quantile("0.99", "hybrid_perf_dispatch_lag_seconds"), "p99"),
        Panel.lines("How requests end", "By status, a second.", "reqps")
            .query(
                "sum by (status) (sum by (instance, status)"
                    + " (rate(hybrid_perf_answered_total[15s]))"
                    + INFO
                    + ")",
                "{{status}}"),
        Panel.lines("In flight", "Requests sent that have not ended.", "short")
            .query("sum(hybrid_perf_in_flight_requests" + INFO + ")", "in flight"),
        Panel.lines("Stages", "p99 time in one stage of a search, from the coordinator.", "s")
            .query(
                "histogram_quantile(0.99, sum by (le, stage)"
                    + " (rate(hybrid_stage_duration_seconds_bucket[15s])))",
                "{{stage}}"),
        Panel.lines("Recall", "Mean recall of the answers that were compared.", "percentunit")
            .query("hybrid_perf:recall:mean1m" + INFO, "recall")
            .limit(0.95),
        Panel.lines(
                "Machine of the injector",
                "Share of its processors: used by the run's own processes, by others, given away.",
                "percentunit")
            .query(
                "sum by (instance) (rate(hybrid_perf_machine_cpu_seconds_total{use=\"own\"}[15s]))"
                    + " / sum by (instance) (hybrid_perf_machine_cpus)",
                "own")
            .query("hybrid_perf:machine_others:ratio_rate1m", "others, 1 min")
            .query(
                "sum by (instance)"
                    + " (rate(hybrid_perf_machine_cpu_seconds_total{use=\"stolen\"}[15s]))"
                    + " / sum by (instance) (hybrid_perf_machine_cpus)",
                "stolen"),
        Panel.of("table", "Run", "Which run this is.", "short")
            .query(
                "hybrid_perf_run_info{environment=~\"$environment\",simulation=~\"$simulation\"}",
                "{{run}}"));
  }

  private static String quantile(String of, String metric) {
    return "histogram_quantile(" + of + ", sum by (le) (rate(" + metric + "_bucket[15s])))";
  }
}
