package io.hybridperf.loader;

import io.hybridperf.coordinator.store.neo4j.Neo4jSchema;
import io.hybridperf.coordinator.store.neo4j.PolicyNode;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.Film;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionContext;

/**
 * Brings the graph into a Neo4j, by Cypher: what is there is not written again. Policies too, so
 * that Neo4j can answer alone.
 */
public final class Neo4jLoader {
  private static final int FILMS = 500;
  private static final int EDGES = 5_000;

  /** Of a transaction: a film and its links come together. */
  private static final String ADD_FILMS =
      "UNWIND $films AS film MERGE (n:%s {id: film.id}) SET n += film".formatted(GraphRows.FILM);

  private static final String PRESENT =
      "MATCH (n:%s) WHERE n.id IN $ids RETURN n.id AS id".formatted(GraphRows.FILM);

  private static final String ADD_POLICIES =
      """
      UNWIND $policies AS policy
      MERGE (p:%s {
        tenant_id: policy.tenant_id, user_id: policy.user_id, context: policy.context
      })
      SET p += policy
      """
          .formatted(PolicyNode.LABEL);

  private final Driver driver;
  private final String database;
  private final Consumer<String> say;

  /**
   * @param driver a connected driver; left open
   * @param database the database's name
   * @param say told how far it is
   */
  public Neo4jLoader(Driver driver, String database, Consumer<String> say) {
    this.driver = driver;
    this.database = database;
    this.say = say;
  }

  /**
   * Creates constraints and indexes that are not there, writes what is missing, and waits until all
   * is indexed.
   *
   * @param dataset whose films, edges and policies
   */
  public void load(Dataset dataset) {
    Neo4jSchema.createConstraints(driver, database);
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      int added = films(session, dataset.films());
      Neo4jSchema.createTitleIndex(driver, database);
      // Built in the background from here on: twice as fast as vector by vector.
      Neo4jSchema.createVectorIndex(
          driver, database, dataset.dimension(), VectorIndex.M, VectorIndex.EF_CONSTRUCTION);
      for (Edge.Type type : Edge.Type.values()) {
        edges(session, type, dataset.edges().stream().filter(e -> e.type() == type).toList());
      }
      for (var batch : Batches.of(dataset.policies(), EDGES)) {
        write(
            session,
            new Query(
                ADD_POLICIES, Map.of("policies", batch.stream().map(GraphRows::policy).toList())));
      }
      say.accept("Neo4j: waiting for its indexes");
      session.run("CALL db.awaitIndexes(3600)").consume();
      say.accept(
          "Neo4j: %s films, %s of them new, %s relationships between films, %s policies"
              .formatted(
                  dataset.films().size(),
                  added,
                  dataset.edges().size(),
                  dataset.policies().size()));
    }
  }

  private int films(Session session, List<Film> films) {
    int added = 0;
    int seen = 0;
    Pace pace = new Pace(say, "Neo4j, films", films.size());
    for (List<Film> batch : Batches.of(films, FILMS)) {
      Set<Long> present = present(session, batch);
      List<Film> missing = batch.stream().filter(film -> !present.contains(film.id())).toList();
      if (!missing.isEmpty()) {
        session.executeWriteWithoutResult(transaction -> add(transaction, missing));
      }
      added += missing.size();
      seen += batch.size();
      pace.at(seen);
    }
    return added;
  }

  private static Set<Long> present(Session session, List<Film> films) {
    return session.executeRead(transaction ->
        new HashSet<>(
            transaction
                .run(PRESENT, Map.of("ids", films.stream().map(Film::id).toList()))
                .list((Record row) -> row.get("id").asLong())));
  }

  private static void add(TransactionContext transaction, List<Film> films) {
    transaction
        .run(ADD_FILMS, Map.of("films", films.stream().map(GraphRows::film).toList()))
        .consume();
    for (GraphRows.Link link : GraphRows.LINKS) {
      List<Map<String, Object>> links =
          films.stream()
              .flatMap(film ->
                  link.names().apply(film).stream()
                      .map(name -> Map.<String, Object>of("film", film.id(), "name", name)))
              .toList();
      transaction
          .run(
              """
              UNWIND $links AS link
              MATCH (n:%s {id: link.film})
              MERGE (to:%s {%s: link.name})
              MERGE (n)-[:%s]->(to)
              """
                  .formatted(GraphRows.FILM, link.label(), link.key(), link.relationship()),
              Map.of("links", links))
          .consume();
    }
  }

  private void edges(Session session, Edge.Type type, List<Edge> edges) {
    String add =
        """
        UNWIND $edges AS edge
        MATCH (from:%s {id: edge.from})
        MATCH (to:%s {id: edge.to})
        MERGE (from)-[r:%s]->(to)
        SET r += edge.properties
        """
            .formatted(GraphRows.FILM, GraphRows.FILM, type.name());
    int seen = 0;
    Pace pace = new Pace(say, "Neo4j, " + type, edges.size());
    for (List<Edge> batch : Batches.of(edges, EDGES)) {
      write(
          session,
          new Query(add, Map.of("edges", batch.stream().map(Neo4jLoader::parameters).toList())));
      seen += batch.size();
      pace.at(seen);
    }
  }

  private static Map<String, Object> parameters(Edge edge) {
    return Map.of(
        "from",
        edge.fromId(),
        "to",
        edge.toId(),
        "properties",
        edge.type() == Edge.Type.SEQUEL_OF ? Map.of() : Map.of("strength", edge.strength()));
  }

  private static void write(Session session, Query query) {
    session.executeWriteWithoutResult(transaction -> transaction.run(query).consume());
  }

  /**
   * What the graph has of a data set: how many films, relationships of each type between them, and
   * policies.
   *
   * @return by name
   */
  public Map<String, Long> counts() {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      Map<String, Long> counts = new TreeMap<>();
      counts.put("films", count(session, "MATCH (n:%s) RETURN count(n)".formatted(GraphRows.FILM)));
      Arrays.stream(Edge.Type.values())
          .forEach(type ->
              counts.put(
                  type.name(),
                  count(session, "MATCH ()-[r:%s]->() RETURN count(r)".formatted(type.name()))));
      counts.put(
          "policies", count(session, "MATCH (n:%s) RETURN count(n)".formatted(PolicyNode.LABEL)));
      return counts;
    }
  }

  private static long count(Session session, String statement) {
    return session.run(statement).single().get(0).asLong();
  }
}
