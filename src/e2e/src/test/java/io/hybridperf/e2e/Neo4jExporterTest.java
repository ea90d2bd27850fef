package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.MetricsConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.exporter.Neo4jExporter;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real Neo4j Community says of itself. */
@Tag("slow")
@WithStack
class Neo4jExporterTest {
  private static final Pattern NEO4J = Pattern.compile("\\bneo4j_[a-z0-9_]+");
  private static final List<String> METRICS =
      List.of(
          "neo4j_community_transactions",
          "neo4j_community_oldest_transaction_seconds",
          "neo4j_community_indexes",
          "neo4j_community_heap_bytes",
          "neo4j_community_gc_seconds_total",
          "neo4j_community_nodes",
          "neo4j_community_relationships",
          "neo4j_community_up");

  private static Neo4jExporter of(String uri) {
    Neo4jConfig neo4j =
        CoordinatorConfig.from(
                ConfigFactory.parseMap(Map.of("coordinator.neo4j.uri", uri))
                    .withFallback(ConfigFactory.load()))
            .neo4j();
    return new Neo4jExporter(neo4j, new MetricsConfig("127.0.0.1", 0));
  }

  @Test
  void isWhatIsInIt(RunningStack stack) throws Exception {
    try (Neo4jExporter exporter = of(StoreAddresses.of(stack).neo4j())) {
      String page = Metrics.scrape(exporter.port());

      assertThat(METRICS)
          .allSatisfy(
              metric -> assertThat(page).contains("# HELP " + metric + " ", "# TYPE " + metric));
      assertThat(value(page, "neo4j_community_up")).isEqualTo(1);
      assertThat(value(page, "neo4j_community_nodes")).isGreaterThan(9_000);
      assertThat(value(page, "neo4j_community_relationships")).isGreaterThan(9_000);
      assertThat(value(page, "neo4j_community_indexes{state=\"ONLINE\"}")).isGreaterThan(3);
      assertThat(value(page, "neo4j_community_heap_bytes{state=\"used\"}"))
          .isBetween(1e7, value(page, "neo4j_community_heap_bytes{state=\"max\"}"));
      assertThat(page).contains("\nneo4j_community_gc_seconds_total{collector=\"");
      assertThat(value(page, "neo4j_community_transactions")).isNotNegative();
    }
  }

  @Test
  void aNeo4jThatIsAwayIsDownAndNoError() throws Exception {
    try (Neo4jExporter exporter = of("bolt://127.0.0.1:1")) {
      String page = Metrics.scrape(exporter.port());

      assertThat(value(page, "neo4j_community_up")).isZero();
      assertThat(page).doesNotContain("neo4j_community_nodes");
    }
  }

  @Test
  void panelsAskForWhatItHas() throws Exception {
    List<String> asked = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("../../grafana/dashboards"))) {
      for (Path file : files.toList()) {
        NEO4J.matcher(Files.readString(file)).results().forEach(name -> asked.add(name.group()));
      }
    }
    assertThat(asked).isNotEmpty().isSubsetOf(METRICS);
  }

  private static double value(String page, String series) {
    return Metrics.value(page, series).orElseThrow();
  }
}
