package io.hybridperf.report.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.ExternalMetrics.Invalid;
import io.hybridperf.measurement.verdict.ExternalMetrics.Measured;
import io.hybridperf.measurement.verdict.ExternalMetrics.NotMeasured;
import io.hybridperf.measurement.verdict.Findings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What several injectors found out beside their logs, as one: of each metric the worst value of
 * any; what is invalid for one is invalid for all.
 */
final class MergedFindings {
  private final List<Part> parts;
  private final boolean allowMissing;
  private final JsonNode metrics;

  MergedFindings(List<Part> parts, boolean allowMissing) {
    this.parts = parts;
    this.allowMissing = allowMissing;
    metrics =
        Json.read(parts.getFirst().judgement().folder().settingsJson(), JsonNode.class)
            .path("metrics");
  }

  Findings all(ArrayNode rows) {
    Findings all = Findings.none().detail("injectors", rows);
    for (String missing : Merger.missing(parts)) {
      String what = "injector %s is missing: its requests are not in this run".formatted(missing);
      all =
          allowMissing
              ? all.line(what + "; it may be, by --allow-missing")
              : all.invalid("injector " + missing, what + "; --allow-missing judges without them");
    }
    boolean someCame = parts.stream().anyMatch(Part::isComplete);
    for (Part part : parts) {
      List<String> problems = someCame ? part.problems() : List.of();
      if (!problems.isEmpty()) {
        all =
            all.invalid(
                "injector " + part.name(),
                "injector %s: %s".formatted(part.name(), String.join("; ", problems)));
      }
      if (!part.judgement().verdict().audit().violations().isEmpty()) {
        all =
            all.invalid(
                "schedule of injector " + part.name(),
                "injector %s overloaded: %s"
                    .formatted(
                        part.name(), part.judgement().verdict().audit().violations().getFirst()));
      }
    }
    Set<String> names = new TreeSet<>();
    parts.forEach(part -> names.addAll(part.judgement().findings().metrics().byName().keySet()));
    for (String name : names) {
      all = merged(all, name);
    }
    for (JsonNode row : rows) {
      all = all.line(line(row));
    }
    for (Part part : parts) {
      for (String line : part.judgement().findings().lines()) {
        all = all.line("%s: %s".formatted(part.name(), line));
      }
    }
    return all;
  }

  private Findings merged(Findings all, String name) {
    boolean lower = !metrics.path(name).path("better").asText().equals("higher");
    double worst = Double.NaN;
    long samples = 0;
    String reason = "no injector measured it";
    for (Part part : parts) {
      ExternalMetrics found = part.judgement().findings().metrics();
      switch (found.get(name).orElse(new NotMeasured(reason))) {
        case Invalid(String why) -> {
          return all.invalid(name, "injector %s: %s".formatted(part.name(), why));
        }
        case NotMeasured(String why) -> reason = why;
        case Measured(double value, long count) -> {
          samples += count;
          worst =
              Double.isNaN(worst) ? value : lower ? Math.max(worst, value) : Math.min(worst, value);
        }
      }
    }
    return Double.isNaN(worst) ? all.notMeasured(name, reason) : all.measured(name, worst, samples);
  }

  private static String line(JsonNode row) {
    return String.format(
        Locale.ROOT,
        "injector %s: %s, %s, starts %+.3f s, %splanned %d, sent %d, lag p50 %.2f ms p99 %.2f ms, %s",
        row.path("injector").asText(),
        row.path("folder").asText(),
        row.path("machine").asText(),
        row.path("startsAfterSeconds").asDouble(),
        row.path("clockOffsetMs").isNumber()
            ? String.format(Locale.ROOT, "clock %+.3f ms, ", row.path("clockOffsetMs").asDouble())
            : "",
        row.path("planned").asLong(),
        row.path("sent").asLong(),
        row.path("lagP50Ms").asDouble(),
        row.path("lagP99Ms").asDouble(),
        row.path("verdict").asText());
  }
}
