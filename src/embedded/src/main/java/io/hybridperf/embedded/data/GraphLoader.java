package io.hybridperf.embedded.data;

import io.hybridperf.coordinator.store.neo4j.Neo4jSchema;
import io.hybridperf.coordinator.store.neo4j.PolicyNode;
import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.UserPolicy;
import io.hybridperf.loader.Batches;
import io.hybridperf.loader.GraphRows;
import io.hybridperf.loader.VectorIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Session;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/**
 * Brings the data set's graph into an empty Neo4j, through its embedded API: no parsing, no wire.
 * The embeddings and policies too, so that Neo4j can answer alone.
 */
public final class GraphLoader {
  // Enough to make commits cheap, few enough to keep a transaction's state small.
  private static final int BATCH = 10_000;
  private static final int INDEX_SECONDS = 600;

  private final GraphDatabaseService database;
  private final Map<Long, String> films = new HashMap<>();
  private final Map<String, String> named = new HashMap<>();

  private GraphLoader(GraphDatabaseService database) {
    this.database = database;
  }

  /** Creates the constraints, then every node and relationship. */
  static void load(EmbeddedNeo4j graph, Dataset dataset, Progress progress) {
    try (Driver driver = GraphDatabase.driver(graph.address(), AuthTokens.none())) {
      Neo4jSchema.createConstraints(driver, GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
      new GraphLoader(graph.database()).load(driver, dataset, progress);
    }
  }

  private void load(Driver driver, Dataset dataset, Progress progress) {
    List<Film> films = dataset.films();
    for (List<Film> batch : Batches.of(films, BATCH)) {
      inTransaction(transaction -> batch.forEach(film -> add(transaction, film)));
    }
    progress.say(
        "Neo4j: " + films.size() + " films, " + named.size() + " genres, themes and so on");
    Neo4jSchema.createTitleIndex(driver, GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
    // Built in the background from here on: twice as fast as vector by vector.
    Neo4jSchema.createVectorIndex(
        driver,
        GraphDatabaseSettings.DEFAULT_DATABASE_NAME,
        dataset.dimension(),
        VectorIndex.M,
        VectorIndex.EF_CONSTRUCTION);
    List<Edge> edges = dataset.edges();
    for (List<Edge> batch : Batches.of(edges, BATCH)) {
      inTransaction(transaction -> batch.forEach(edge -> add(transaction, edge)));
    }
    progress.say("Neo4j: " + edges.size() + " relationships between films");
    for (List<UserPolicy> batch : Batches.of(dataset.policies(), BATCH)) {
      inTransaction(transaction -> batch.forEach(policy -> add(transaction, policy)));
    }
    awaitIndexes(driver);
    progress.say(
        "Neo4j: " + films.size() + " embeddings, " + dataset.policies().size() + " policies");
  }

  /** Adds to a graph that was loaded earlier what came later than its data. */
  public static void complete(EmbeddedNeo4j graph) {
    try (Driver driver = GraphDatabase.driver(graph.address(), AuthTokens.none())) {
      Neo4jSchema.createTitleIndex(driver, GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
      awaitIndexes(driver);
    }
  }

  private static void awaitIndexes(Driver driver) {
    try (Session session = driver.session()) {
      session.run("CALL db.awaitIndexes($seconds)", Map.of("seconds", INDEX_SECONDS)).consume();
    }
  }

  private interface Work {
    void in(Transaction transaction);
  }

  private void inTransaction(Work work) {
    try (Transaction transaction = database.beginTx()) {
      work.in(transaction);
      transaction.commit();
    }
  }

  private void add(Transaction transaction, Film film) {
    Node node = transaction.createNode(Label.label(GraphRows.FILM));
    GraphRows.film(film).forEach(node::setProperty);
    films.put(film.id(), node.getElementId());
    GraphRows.LINKS.forEach(link -> link(transaction, node, link.names().apply(film), link));
  }

  private void add(Transaction transaction, UserPolicy policy) {
    Node node = transaction.createNode(Label.label(PolicyNode.LABEL));
    GraphRows.policy(policy).forEach(node::setProperty);
  }

  private void link(Transaction transaction, Node film, List<String> values, GraphRows.Link link) {
    for (String value : values) {
      String id =
          named.computeIfAbsent(
              link.label() + ' ' + value,
              _ -> {
                Node node = transaction.createNode(Label.label(link.label()));
                node.setProperty(link.key(), value);
                return node.getElementId();
              });
      film.createRelationshipTo(
          transaction.getNodeByElementId(id), RelationshipType.withName(link.relationship()));
    }
  }

  private void add(Transaction transaction, Edge edge) {
    var relationship =
        node(transaction, edge.fromId())
            .createRelationshipTo(
                node(transaction, edge.toId()), RelationshipType.withName(edge.type().name()));
    if (edge.type() != Edge.Type.SEQUEL_OF) {
      relationship.setProperty("strength", edge.strength());
    }
  }

  private Node node(Transaction transaction, long filmId) {
    String elementId = films.get(filmId);
    if (elementId == null) {
      throw new IllegalStateException("the data set has an edge to a film it lacks: " + filmId);
    }
    return transaction.getNodeByElementId(elementId);
  }
}
