package io.hybridperf.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DashboardsTest {
  private static final Path FOLDER = Path.of("..", "..", "grafana", "dashboards");

  @Test
  void theFilesAreWhatTheCodeSays() throws Exception {
    try (Stream<Path> there = Files.list(FOLDER)) {
      assertThat(there.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Dashboards.files().keySet());
    }
    Dashboards.files()
        .forEach((name, text) ->
            assertThat(FOLDER.resolve(name))
                .as("written by mvn -q compile -pl src/monitoring -Ddashboards")
                .hasContent(text));
  }

  @Test
  void everyPanelSaysWhatItShowsAndLiesWhereNoOtherDoes() {
    for (Dashboard dashboard : Dashboards.all()) {
      Set<String> cells = new HashSet<>();
      Set<String> titles = new HashSet<>();
      for (JsonNode panel : dashboard.json().get("panels")) {
        assertThat(titles.add(panel.get("title").asText())).isTrue();
        assertThat(panel.get("description").asText()).isNotBlank();
        assertThat(panel.get("targets")).isNotEmpty();
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
        JsonNode place = panel.get("gridPos");
        assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
        for (int x = 0; x < place.get("w").asInt(); x++) {
          assertThat(cells.add(place.get("x").asInt() + x + " " + place.get("y").asInt())).isTrue();
        }
      }
    }
  }

  @Test
  void everyDashboardShowsPhasesAlertsFaultsAndVerdicts() {
    for (Dashboard dashboard : Dashboards.all()) {
      JsonNode annotations = dashboard.json().at("/annotations/list");

      assertThat(annotations.findValuesAsText("name"))
          .containsExactly("Phases", "Alerts", "Faults", "Verdicts");
      // As GrafanaAnnotationsTest says that runs write them.
      assertThat(annotations.at("/2/target/tags"))
          .map(JsonNode::asText)
          .containsExactly("hybrid-perf", "event");
      assertThat(annotations.at("/3/target/tags"))
          .map(JsonNode::asText)
          .containsExactly("hybrid-perf", "verdict");
    }
  }

  @Test
  void theEightPanelsOfTheSpecificationAreThere() {
    assertThat(ServicePanels.all())
        .extracting(Panel::title)
        .contains(
            "QPS",
            "Latency",
            "GPU utilisation",
            "Error rate",
            "CPU",
            "Memory",
            "Network",
            "Query types",
            "Pools",
            "Cache hit rate");
  }
}
