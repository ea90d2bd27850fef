package io.hybridperf.coordinator.store.neo4j;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/** The constraints and indexes that the coordinator expects in Neo4j. Creating is repeatable. */
public final class Neo4jSchema {

  /** The vector index over {@code MediaContent.embedding}. */
  static final String VECTOR_INDEX = "media_embeddings";

  /** The full-text index over {@code MediaContent.title}. */
  static final String TITLE_INDEX = "media_titles";

  /** By name, which is also the name of the index behind it. */
  private static final Map<String, String> UNIQUE =
      Map.of(
          "media_content_id", "(n:MediaContent) REQUIRE n.id",
          "genre_name", "(n:Genre) REQUIRE n.name",
          "theme_name", "(n:Theme) REQUIRE n.name",
          "mood_name", "(n:Mood) REQUIRE n.name",
          "cultural_context_region", "(n:CulturalContext) REQUIRE n.region",
          "user_policy_key", "(n:UserPolicy) REQUIRE (n.tenant_id, n.user_id, n.context)");

  private Neo4jSchema() {}

  /**
   * Creates the unique constraints, and waits until their indexes are online.
   *
   * @param driver a connected driver; left open
   * @param database the database's name
   */
  public static void createConstraints(Driver driver, String database) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      UNIQUE.forEach((name, key) ->
          session
              .run("CREATE CONSTRAINT %s IF NOT EXISTS FOR %s IS UNIQUE".formatted(name, key))
              .consume());
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
                `vector.dimensions`: %s,
                `vector.similarity_function`: 'cosine',
                `vector.quantization.type`: 'none',
                `vector.hnsw.m`: %s,
                `vector.hnsw.ef_construction`: %s
              }}
              """
                  .formatted(VECTOR_INDEX, dimension, m, efConstruction))
          .consume();
    }
  }

  /**
   * Drops the vector index, if it is there: adding many vectors to it takes longer than building it
   * anew.
   *
   * @param driver a connected driver; left open
   * @param database the database's name
   */
  public static void dropVectorIndex(Driver driver, String database) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      session.run("DROP INDEX %s IF EXISTS".formatted(VECTOR_INDEX)).consume();
    }
  }

  /**
   * Whether the vector index is there and holds all it should.
   *
   * @param driver a connected driver; left open
   * @param database the database's name
   */
  public static boolean hasWholeVectorIndex(Driver driver, String database) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      return session
          .run(
              "SHOW VECTOR INDEXES YIELD name, state WHERE name = $name AND state = 'ONLINE'"
                  + " RETURN name",
              Map.of("name", VECTOR_INDEX))
          .hasNext();
    }
  }

  /**
   * Creates the full-text index that searches by text need, and does not wait for it. It has no
   * stop words, since there are titles of nothing else, and is not eventually consistent: a title
   * is found as soon as it is committed.
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

  /** The names of all indexes, those of constraints included. */
  public static Set<String> indexes() {
    Set<String> names = new TreeSet<>(UNIQUE.keySet());
    names.add(VECTOR_INDEX);
    names.add(TITLE_INDEX);
    return names;
  }
}
