package io.hybridperf.coordinator.store.neo4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/** Creates what the coordinator expects in PostgreSQL and Neo4j. Safe to repeat. */
public final class StoreSchema {

  /** The vector index over {@code MediaContent.embedding}. */
  public static final String VECTOR_INDEX = "media_embeddings";

  /** The full-text index over {@code MediaContent.title}. */
  public static final String TITLE_INDEX = "media_titles";

  private static final String FOLDER = "/io/hybridperf/coordinator/schema/";

  private StoreSchema() {}

  /**
   * Creates the tables user_policies and learning_events, and their indexes.
   *
   * @param connection in auto-commit mode or in a transaction of the caller's; left open
   * @throws SQLException if PostgreSQL refuses
   */
  public static void createTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements("postgresql.sql")) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Creates the unique constraints, and waits until their indexes are online.
   *
   * @param driver a connected driver; left open
   * @param database the database's name
   */
  public static void createConstraints(Driver driver, String database) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      for (String cypher : statements("neo4j.cypher")) {
        session.run(cypher).consume();
      }
      session.run("CALL db.awaitIndexes(60)").consume();
    }
  }

  /**
   * Creates the vector index that searches of Neo4j alone need, and does not wait for it. It holds
   * what filters look at, compares by cosine like the Milvus collection, and like that keeps whole
   * floats: no quantization.
   *
   * @param driver a connected driver; left open
   * @param database the database's name
   * @param dimension of the embeddings, 1..4096
   * @param m neighbours of each vector in the HNSW graph, 1..512
   * @param efConstruction neighbours considered while it is built, 1..3200
   */
  public static void createVectorIndex(
      Driver driver, String database, int dimension, int m, int efConstruction) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      session
          .run(
              """
              CYPHER 25
              CREATE VECTOR INDEX %s IF NOT EXISTS
              FOR (n:MediaContent) ON n.embedding
              WITH [n.genre, n.mood, n.popularity, n.release_year]
              OPTIONS {indexConfig: {
                `vector.dimensions`: %d,
                `vector.similarity_function`: 'cosine',
                `vector.quantization.type`: 'none',
                `vector.hnsw.m`: %d,
                `vector.hnsw.ef_construction`: %d
              }}
              """
                  .formatted(VECTOR_INDEX, dimension, m, efConstruction))
          .consume();
    }
  }

  /**
   * Creates the full-text index that searches by text need, and does not wait for it. No word is
   * too common for it, since there are titles of nothing else, and a title is found as soon as it
   * is committed.
   *
   * @param driver a connected driver; left open
   * @param database the database's name
   */
  public static void createTitleIndex(Driver driver, String database) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      session
          .run(
              """
              CREATE FULLTEXT INDEX %s IF NOT EXISTS
              FOR (n:MediaContent) ON EACH [n.title]
              OPTIONS {indexConfig: {
                `fulltext.analyzer`: 'standard-no-stop-words',
                `fulltext.eventually_consistent`: false
              }}
              """
                  .formatted(TITLE_INDEX))
          .consume();
    }
  }

  /** The names of the graph's indexes, those of its constraints included. */
  public static Set<String> graphIndexes() {
    Set<String> names = new TreeSet<>(Set.of(VECTOR_INDEX, TITLE_INDEX));
    for (String cypher : statements("neo4j.cypher")) {
      names.add(word(cypher, 2));
    }
    return names;
  }

  /** The names of the policy store's indexes, those of its keys included. */
  public static Set<String> policyIndexes() {
    Set<String> names = new TreeSet<>();
    for (String sql : statements("postgresql.sql")) {
      String statement = sql.replaceAll("(?m)^--.*\n", "").strip();
      String name = word(statement, 5);
      names.add(statement.startsWith("CREATE TABLE") ? name + "_pkey" : name);
    }
    return names;
  }

  /** Both scripts name what they create in a fixed place. */
  private static String word(String statement, int index) {
    return statement.strip().split("\\s+", index + 2)[index];
  }

  private static List<String> statements(String resource) {
    try (InputStream in = StoreSchema.class.getResourceAsStream(FOLDER + resource)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + FOLDER + resource);
      }
      String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(script.split(";\\s*(\\n|$)", -1))
          .filter(statement -> !statement.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
