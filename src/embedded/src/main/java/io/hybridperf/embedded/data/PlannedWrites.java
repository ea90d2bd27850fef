package io.hybridperf.embedded.data;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.coordinator.store.neo4j.Neo4jStatements;
import java.util.ArrayList;
import java.util.List;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Query;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;

/**
 * Has Neo4j plan what Ingest runs, so that a user's first write does not pay for it. Neo4j keeps a
 * plan for each order of magnitude of the lists given; these are the ones for a single item. All of
 * it is rolled back.
 */
public final class PlannedWrites {
  // Nobody's: ids in requests are positive.
  private static final long CONTENT_ID = -1;
  // With one of everything, since a statement is left out for what no item has.
  private static final Content CONTENT =
      Content.newBuilder()
          .setContentId(CONTENT_ID)
          .setTitle("title")
          .addEmbedding(1)
          .addGenres("genre")
          .addThemes("theme")
          .addMoods("mood")
          .addCulturalContexts("region")
          .addEdges(edge(Edge.Type.SIMILAR_TO))
          .addEdges(edge(Edge.Type.RELATED_TO))
          .addEdges(edge(Edge.Type.SEQUEL_OF))
          .build();

  private PlannedWrites() {}

  private static Edge.Builder edge(Edge.Type type) {
    return Edge.newBuilder().setType(type).setToContentId(CONTENT_ID).setStrength(0.5);
  }

  /** Plans all of them; returns how many they are. */
  public static int plan(String neo4j) {
    List<Query> writes = new ArrayList<>();
    writes.add(Neo4jStatements.unknown(List.of(CONTENT_ID)));
    writes.addAll(Neo4jStatements.replace(List.of(CONTENT)));
    try (Driver driver = GraphDatabase.driver(neo4j, AuthTokens.none());
        Session session =
            driver.session(SessionConfig.forDatabase(GraphDatabaseSettings.DEFAULT_DATABASE_NAME));
        Transaction transaction = session.beginTransaction()) {
      for (Query write : writes) {
        transaction.run(write).consume();
      }
      transaction.rollback();
    }
    return writes.size();
  }
}
