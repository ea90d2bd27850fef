package io.hybridperf.monitoring;

import java.util.List;

/** What a deployment does: the coordinator, its stores, and the machines under them. */
final class ServicePanels {
  private static final String OF = "instance=~\"$instance\",type=~\"$type\"";

  private ServicePanels() {}

  static List<Panel> all() {
    return List.of(
        Panel.lines(
                "QPS",
                "OK answers a second; the alert QpsBelowTarget fires below 7,000 for 5 minutes.",
                "reqps")
            .query("sum(rate(hybrid_requests_total{" + OF + ",status=\"ok\"}[1m]))", "OK")
            .query("sum(rate(hybrid_requests_total{" + OF + "}[1m]))", "all")
            .limit(7000),
        Panel.lines(
                "Latency",
                "Of searches, from arrival to answer at the coordinator; interpolated between bucket"
                    + " boundaries, which 5, 8.7, 10 and 15 ms are. HighLatency fires when more than"
                    + " 1 % take longer than 10 ms for 5 minutes.",
                "s")
            .query(quantile("0.5"), "p50")
            .query(quantile("0.95"), "p95")
            .query(quantile("0.99"), "p99")
            .limit(0.010),
        Panel.of(
                "heatmap",
                "GPU utilisation",
                "How many GPUs are how busy, in steps of 10 %; LowGpuUtilisation fires below 40 % in"
                    + " the mean for 10 minutes. From DCGM's exporter: empty without GPUs.",
                "short")
            .query("count_values(\"le\", round(DCGM_FI_DEV_GPU_UTIL, 10))", "{{le}} %"),
        Panel.lines(
                "Error rate",
                "Neither OK nor shed, of what was not shed; HighErrorRate fires above 1 % for a"
                    + " minute. Shed beside it, of all.",
                "percentunit")
            .query(
                "sum(rate(hybrid_requests_total{"
                    + OF
                    + ",status!~\"ok|resource_exhausted\"}[1m])) / (sum(rate(hybrid_requests_total{"
                    + OF
                    + ",status!=\"resource_exhausted\"}[1m])) > 0)",
                "errors")
            .query(
                "sum(rate(hybrid_requests_total{"
                    + OF
                    + ",status=\"resource_exhausted\"}[1m])) / (sum(rate(hybrid_requests_total{"
                    + OF
                    + "}[1m])) > 0)",
                "shed")
            .limit(0.01),
        Panel.lines("CPU", "Share of all processors that are busy, by machine.", "percentunit")
            .query(
                "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[1m]))",
                "{{instance}}")
            .wide(8),
        Panel.lines("Memory", "Share of RAM in use, by machine.", "percentunit")
            .query(
                "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", "{{instance}}")
            .wide(8),
        Panel.lines("Network", "Received and sent, by machine, without loopback.", "Bps")
            .query(
                "sum by (instance) (rate(node_network_receive_bytes_total{device!=\"lo\"}[1m]))",
                "{{instance}} in")
            .query(
                "sum by (instance) (rate(node_network_transmit_bytes_total{device!=\"lo\"}[1m]))",
                "{{instance}} out")
            .wide(8),
        Panel.lines("Query types", "Requests a second by type of call and strategy.", "reqps")
            .query(
                "sum by (type, strategy) (rate(hybrid_requests_total{" + OF + "}[1m])) > 0",
                "{{type}} {{strategy}}"),
        Panel.lines(
                "Pools",
                "Share of what a store may be given at once that is in use; connections of"
                    + " PostgreSQL, operations in flight of Milvus and Neo4j.",
                "percentunit")
            .query(
                "sum by (pool) (hybrid_pool_connections{instance=~\"$instance\",state=\"active\"})"
                    + " / sum by (pool)"
                    + " (hybrid_pool_connections{instance=~\"$instance\",state=\"max\"})",
                "{{pool}}")
            .limit(1),
        Panel.lines("Cache hit rate", "Share of look-ups that hit, by cache.", "percentunit")
            .query(
                "sum by (cache)"
                    + " (rate(hybrid_cache_requests_total{instance=~\"$instance\",result=\"hit\"}[1m]))"
                    + " / (sum by (cache)"
                    + " (rate(hybrid_cache_requests_total{instance=~\"$instance\"}[1m])) > 0)",
                "{{cache}}"),
        Panel.lines(
                "Waiting for a pool",
                "Operations that wait, since a store is given as many as it may be: their time"
                    + " counts as their stage's, and is none of the store's.",
                "short")
            .query(
                "sum by (pool) (hybrid_pool_connections{instance=~\"$instance\",state=\"waiting\"})",
                "{{pool}}"),
        Panel.lines("Stages", "p99 time in one stage of a search: which store is to blame.", "s")
            .query(
                "histogram_quantile(0.99, sum by (le, stage)"
                    + " (rate(hybrid_stage_duration_seconds_bucket{instance=~\"$instance\"}[1m])))",
                "{{stage}}"),
        Panel.lines(
                "Stores",
                "Whether a store answers the coordinator's checks, and whether its circuit breaker"
                    + " is open.",
                "short")
            .query("min by (store) (hybrid_store_up{instance=~\"$instance\"})", "{{store}} up")
            .query(
                "max by (store) (hybrid_breaker_state{instance=~\"$instance\",state=\"open\"})",
                "{{store}} breaker open"),
        Panel.lines(
                "Neo4j",
                "What Neo4j Community says of itself, by this project's exporter: transactions that"
                    + " run, how long the oldest has, and indexes that are not used.",
                "short")
            .query("sum(neo4j_community_transactions)", "transactions")
            .query("max(neo4j_community_oldest_transaction_seconds)", "oldest, seconds")
            .query(
                "sum(neo4j_community_indexes) - (sum(neo4j_community_indexes{state=\"ONLINE\"}) or"
                    + " vector(0))",
                "indexes not online"),
        Panel.lines(
                "Outbox", "Writes that are not in both stores yet, and the age of the oldest.", "s")
            .query("max(hybrid_outbox_oldest_age_seconds{instance=~\"$instance\"})", "oldest")
            .query("sum(hybrid_outbox_entries{instance=~\"$instance\"})", "entries"));
  }

  private static String quantile(String of) {
    return "histogram_quantile("
        + of
        + ", sum by (le) (rate(hybrid_request_duration_seconds_bucket{instance=~\"$instance\","
        + "type=\"search\"}[1m])))";
  }
}
