package io.hybridperf.embedded.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

class GraphLoaderTest {

  @Test
  void aGraphThatWasLoadedEarlierGetsTheIndexOfItsTitlesOnce(@TempDir Path folder) {
    try (EmbeddedNeo4j neo4j = EmbeddedNeo4j.start(folder);
        Driver driver = GraphDatabase.driver(neo4j.address(), AuthTokens.none())) {
      driver.executableQuery("CREATE (:MediaContent {id: 1, title: 'Toy Story'})").execute();

      GraphLoader.complete(neo4j);
      GraphLoader.complete(neo4j);

      assertThat(
              driver
                  .executableQuery(
                      "CALL db.index.fulltext.queryNodes('media_titles', 'story') YIELD node"
                          + " RETURN node.id AS id")
                  .execute()
                  .records())
          .singleElement()
          .satisfies(row -> assertThat(row.get("id").asLong()).isOne());
    }
  }
}
