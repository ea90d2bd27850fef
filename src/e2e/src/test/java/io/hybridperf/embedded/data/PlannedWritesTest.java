package io.hybridperf.embedded.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.Secret;
import io.hybridperf.coordinator.config.StoreTimeouts;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.neo4j.Neo4jSchema;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

class PlannedWritesTest {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void whatIsPlannedServesTheWritesThemselvesAndWritesNothing(@TempDir Path folder)
      throws Exception {
    try (EmbeddedNeo4j neo4j = EmbeddedNeo4j.start(folder);
        Driver driver = GraphDatabase.driver(neo4j.address(), AuthTokens.none());
        Neo4jStore store = store(neo4j.address())) {
      Neo4jSchema.createConstraints(driver, "neo4j");
      plansKept(driver);

      PlannedWrites.plan(neo4j.address());
      int planned = plansKept(driver);
      List<Integer> kept = new ArrayList<>();

      assertThat(driver.executableQuery("MATCH (n) RETURN count(n)").execute().records())
          .singleElement()
          .satisfies(row -> assertThat(row.get(0).asLong()).isZero());
      plansKept(driver);

      // Had a write a plan of its own, there would be more than before.
      List<Write> writes = List.<Write>of(PlannedWritesTest::lookUp, PlannedWritesTest::ingest);
      for (Write write : writes) {
        PlannedWrites.plan(neo4j.address());
        write.to(store);
        kept.add(plansKept(driver));
      }
      assertThat(kept).containsOnly(planned);
    }
  }

  private static Neo4jStore store(String address) {
    return new Neo4jStore(
        new Neo4jConfig(
            address, "neo4j", "", Secret.NONE, 2, new StoreTimeouts(LONG, LONG), LONG, 64, true),
        new BreakerConfig(LONG, 10, 0.5, LONG, LONG, LONG));
  }

  private interface Write {
    void to(Neo4jStore store) throws StoreException;
  }

  private static void lookUp(Neo4jStore store) throws StoreException {
    assertThat(store.unknown(List.of(3L), soon())).isEqualTo(Set.of(3L));
  }

  private static void ingest(Neo4jStore store) throws StoreException {
    Content.Builder item =
        Content.newBuilder()
            .setContentId(1)
            .setTitle("Alien")
            .addEmbedding(0.5f)
            .addGenres("Horror")
            .addThemes("space")
            .addMoods("dark")
            .addCulturalContexts("UK");
    for (Edge.Type type :
        List.of(Edge.Type.SIMILAR_TO, Edge.Type.RELATED_TO, Edge.Type.SEQUEL_OF)) {
      item.addEdges(Edge.newBuilder().setType(type).setToContentId(2).setStrength(0.5));
    }
    assertThat(store.replace(List.of(item.build()), soon())).contains(1L);
  }

  private static Deadline soon() {
    return Deadline.after(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  /** Empties Neo4j's cache of plans, and says how many there were. */
  private static int plansKept(Driver driver) {
    String answer =
        driver
            .executableQuery("CALL db.clearQueryCaches() YIELD value RETURN value")
            .execute()
            .records()
            .getFirst()
            .get(0)
            .asString();
    Matcher number = NUMBER.matcher(answer);
    assertThat(number.find()).as(answer).isTrue();
    return Integer.parseInt(number.group());
  }
}
