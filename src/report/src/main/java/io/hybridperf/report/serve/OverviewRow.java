package io.hybridperf.report.serve;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.runs.Likeness;
import io.hybridperf.report.runs.RecordedRun;
import io.hybridperf.report.runs.RecordedSlo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A run in the list of all.
 *
 * @param name of its folder
 * @param verdict as {@code PASS}, or that there is none
 * @param why the first reason, or what cannot be read
 * @param tone {@code good}, {@code bad} or {@code unsure}
 * @param simulation its name
 * @param environment where
 * @param scale what its rates were multiplied by
 * @param start when, in UTC
 * @param revision of the sources
 * @param values the first objectives
 * @param links to its pages
 */
public record OverviewRow(
    String name,
    String verdict,
    String why,
    String tone,
    String simulation,
    String environment,
    String scale,
    String start,
    String revision,
    List<String> values,
    List<Link> links) {
  private static final int MOST_VALUES = 3;
  private static final List<String> PAGES =
      List.of("index.html", "static.html", "performance-report.md", "comparison-report.md");

  /** Where a click leads. */
  public record Link(String text, String href) {}

  static List<OverviewRow> of(Path results) {
    return RecordedRun.in(results).stream()
        .filter(run -> !run.folder().path().equals(results))
        .sorted(
            Comparator.comparing((RecordedRun run) -> start(run))
                .reversed()
                .thenComparing(RecordedRun::name))
        .map(OverviewRow::of)
        .toList();
  }

  private static String start(RecordedRun run) {
    return run.info() == null ? "" : run.info().start().toString();
  }

  private static OverviewRow of(RecordedRun run) {
    RunInfo info = run.info();
    String why = run.problem().isEmpty() ? reason(run.reasons()) : run.problem();
    return new OverviewRow(
        Plain.line(run.name()),
        run.verdict().isEmpty() ? "NO VERDICT" : Plain.line(run.verdict()),
        Plain.line(why),
        switch (run.verdict()) {
          case "PASS" -> "good";
          case "UNSURE", "SHARE" -> "unsure";
          default -> "bad";
        },
        info == null ? "" : Plain.line(info.simulation()),
        info == null ? "" : Plain.line(info.environment()),
        info == null ? "" : Double.toString(info.scale()),
        start(run).replaceAll("T(..:..).*$", " $1"),
        info == null ? "" : Likeness.revision(info),
        run.slos().stream()
            .filter(RecordedSlo::isMeasured)
            .limit(MOST_VALUES)
            .map(OverviewRow::value)
            .toList(),
        links(run));
  }

  private static String reason(List<String> reasons) {
    return reasons.size() < 2
        ? String.join("", reasons)
        : "%s (and %s more)".formatted(reasons.getFirst(), reasons.size() - 1);
  }

  private static String value(RecordedSlo slo) {
    return String.format(
        Locale.ROOT,
        "%s %s: %s",
        Plain.line(slo.name()),
        (Plain.number(slo.value()) + " " + Plain.line(slo.unit())).strip(),
        Plain.line(slo.tier()));
  }

  private static List<Link> links(RecordedRun run) {
    List<Link> links = new ArrayList<>();
    String base = "/runs/" + encoded(run.name()) + "/";
    PAGES.stream()
        .filter(page -> Files.isRegularFile(run.folder().path().resolve(page)))
        .forEach(page -> links.add(new Link(page, base + page)));
    try (var inside = Files.list(run.folder().path())) {
      inside
          .filter(path -> Files.isRegularFile(path.resolve("index.html")))
          .map(path -> Objects.requireNonNull(path.getFileName()).toString())
          .sorted()
          .forEach(name ->
              links.add(
                  new Link("Gatling: " + Plain.line(name), base + encoded(name) + "/index.html")));
    } catch (java.io.IOException e) {
      // What cannot be listed has no links.
      return links;
    }
    return links;
  }

  private static String encoded(String name) {
    // The name of one of several runs has that of the folder above before it.
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
