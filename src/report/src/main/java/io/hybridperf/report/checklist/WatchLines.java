package io.hybridperf.report.checklist;

import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.report.checklist.Line.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether dashboards, alerts and runbooks are in the sources. What is deployed is not looked at.
 */
final class WatchLines {
  private static final Pattern ALERT = Pattern.compile("(?m)^\\s*- alert:\\s*(\\S+)\\s*$");
  private static final Pattern RUNBOOK = Pattern.compile("(?m)^\\s*runbook_url:\\s*\"?([^\"\\s]+)");
  private static final List<String> WANTED =
      List.of("QpsBelowTarget", "HighLatency", "HighErrorRate", "LowGpuUtilisation");

  private final Path root;

  WatchLines(Path root) {
    this.root = root;
  }

  List<Line> all() {
    return List.of(dashboards(), alerts(), runbooks());
  }

  private Line dashboards() {
    List<Path> files = files("grafana/dashboards", ".json");
    return files.isEmpty()
        ? none("dashboards are in place", "grafana/dashboards")
        : new Line(
            "dashboards are in place",
            State.MET,
            "%s in grafana/dashboards (whether Grafana has them is not looked at)"
                .formatted(files.size()),
            "");
  }

  private Line none(String what, String folder) {
    return Line.notMeasured(
        what, root.resolve(folder) + " has none", "name the checkout by --root");
  }

  private List<String> found(Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (Path file : files("config/prometheus/rules", ".yml")) {
      pattern
          .matcher(CheckedFile.text(file))
          .results()
          .map(each -> each.group(1))
          .forEach(found::add);
    }
    return found;
  }

  private Line alerts() {
    List<String> alerts = found(ALERT);
    List<String> missing = WANTED.stream().filter(each -> !alerts.contains(each)).toList();
    return alerts.isEmpty()
        ? none("alerts are in place", "config/prometheus/rules")
        : missing.isEmpty()
            ? new Line(
                "alerts are in place",
                State.MET,
                "%s in config/prometheus/rules, %s among them"
                    .formatted(alerts.size(), String.join(", ", WANTED)),
                "")
            : new Line(
                "alerts are in place",
                State.NOT_MET,
                "config/prometheus/rules lacks " + String.join(", ", missing),
                "");
  }

  private Line runbooks() {
    int alerts = found(ALERT).size();
    List<String> named = found(RUNBOOK);
    List<String> missing =
        named.stream()
            .map(url -> url.replaceFirst("^.*?(grafana/runbooks/)", "$1").replaceFirst("#.*", ""))
            .filter(url -> !Files.isRegularFile(root.resolve(url)))
            .distinct()
            .toList();
    return named.isEmpty()
        ? none("runbooks are in place", "config/prometheus/rules")
        : missing.isEmpty() && named.size() >= alerts
            ? new Line(
                "runbooks are in place",
                State.MET,
                "each of %s alerts has one".formatted(alerts),
                "")
            : new Line(
                "runbooks are in place",
                State.NOT_MET,
                missing.isEmpty()
                    ? "%s of %s alerts name one".formatted(named.size(), alerts)
                    : "not there: " + String.join(", ", missing),
                "");
  }

  private List<Path> files(String folder, String ending) {
    Path path = root.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(path)) {
      return inside.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
