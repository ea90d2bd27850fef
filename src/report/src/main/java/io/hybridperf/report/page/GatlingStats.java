package io.hybridperf.report.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.Percentiles;
import io.hybridperf.report.model.RunReport;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The judged phases in the form of {@code global_stats.json}, which Jenkins's Gatling plugin reads
 * and Gatling itself writes no more: response times of calls as they are judged, in whole
 * milliseconds.
 */
final class GatlingStats {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int MOST_NAME = 60;

  private GatlingStats() {}

  /**
   * The plugin takes what is before the last dash for the simulation, and draws a line for each.
   */
  static String folder(RunInfo info) {
    String name = info.simulation().replaceAll("[^A-Za-z0-9_]+", "_");
    return "%s-%s"
        .formatted(
            name.substring(0, Math.min(MOST_NAME, name.length())), STAMP.format(info.start()));
  }

  static ObjectNode json(RunReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", "All Requests");
    if (report.latencies().isEmpty()) {
      return json;
    }
    LatencyRow all = report.latencies().getFirst();
    Answers answers = all.answers();
    Percentiles times = all.response();
    double seconds =
        report.info().phases().stream()
            .filter(phase -> phase.judged())
            .mapToDouble(phase -> phase.seconds())
            .sum();
    counts(json, "numberOfRequests", answers.total(), answers.ok());
    same(json, "minResponseTime", (double) times.min() / 1e6);
    same(json, "maxResponseTime", (double) times.max() / 1e6);
    same(json, "meanResponseTime", times.mean() / 1e6);
    same(json, "standardDeviation", 0);
    same(json, "percentiles1", at(times, 50));
    same(json, "percentiles2", at(times, 75));
    same(json, "percentiles3", at(times, 95));
    same(json, "percentiles4", at(times, 99));
    counts(
        json,
        "meanNumberOfRequestsPerSecond",
        Math.round(answers.total() / Math.max(1, seconds)),
        Math.round(answers.ok() / Math.max(1, seconds)));
    return json;
  }

  private static double at(Percentiles times, double percentile) {
    return times.at().getOrDefault(percentile, 0L) / 1e6;
  }

  private static void counts(ObjectNode json, String name, long total, long ok) {
    json.putObject(name).put("total", total).put("ok", ok).put("ko", total - ok);
  }

  private static void same(ObjectNode json, String name, double millis) {
    long whole = Math.round(millis);
    json.putObject(name).put("total", whole).put("ok", whole).put("ko", 0);
  }
}
