package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What this project's dashboards, rules and runs ask of Prometheus. */
final class PanelsAndRules {
  /**
   * Of an expression without what is in quotes, braces and brackets: neither number nor function.
   */
  private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*+(?! *\\()");

  private static final Pattern NO_NAMES =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
              + "|\\b(by|without|on|ignoring|group_left|group_right) *(\\([^)]*\\))?"
              + "|\\b(and|or|unless|bool|offset)\\b");
  private static final Pattern VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private PanelsAndRules() {}

  /** Of metrics. */
  static List<String> names(String expression) {
    String bare = NO_NAMES.matcher(expression.replaceAll("\"[^\"]*\"", "\"\"")).replaceAll(" ");
    return NAME.matcher(bare).results().map(MatchResult::group).toList();
  }

  static List<String> rules(PrometheusServer prometheus, String type) {
    List<String> found = new ArrayList<>();
    for (JsonNode group : prometheus.data("/api/v1/rules").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
        if (rule.path("type").asText().equals(type)) {
          found.add(rule.path("query").asText());
        }
      }
    }
    return found;
  }

  /** What panels ask, annotations (but those of alerts) and variables. */
  static List<String> dashboards() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(Project.ROOT.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        JsonNode dashboard = JSON.readTree(file.toFile());
        for (JsonNode expression : dashboard.findValues("expr")) {
          found.add(chosen(expression.asText()));
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
          Matcher values = VALUES.matcher(variable.path("query").asText());
          if (variable.path("type").asText().equals("query")) {
            assertThat(values.matches()).as(variable.toString()).isTrue();
            found.add(values.replaceAll("$1{$2!=\"\"}"));
          }
        }
      }
    }
    found.removeIf(expression -> expression.startsWith("ALERTS{"));
    return found;
  }

  /** What runs keep of their Prometheus. */
  static List<String> kept() {
    Config series =
        ConfigFactory.parseFile(Project.ROOT.resolve("config/hybrid-perf.conf").toFile())
            .getConfig("monitor.series");
    List<String> found = new ArrayList<>();
    for (String name : series.root().keySet()) {
      found.add(series.getString("\"" + name + "\".expression").replace("$window", "20s"));
    }
    assertThat(found).hasSizeGreaterThan(4);
    return found;
  }

  /** What a panel asks; variables as they are when nothing is chosen. */
  static String panel(String dashboard, String title, int target) throws IOException {
    for (JsonNode panel :
        JSON.readTree(Project.ROOT.resolve("grafana/dashboards/" + dashboard + ".json").toFile())
            .path("panels")) {
      if (panel.path("title").asText().equals(title)) {
        return chosen(panel.path("targets").path(target).path("expr").asText());
      }
    }
    throw new AssertionError(dashboard + " has no panel " + title);
  }

  private static String chosen(String expression) {
    return expression.replaceAll("\\$[a-z]+", ".*");
  }
}
