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
import io.hybridperf.loader.Pace;
import io.hybridperf.loader.VectorIndex;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;

/**
 * Brings the data set's graph into Neo4j, through its embedded API: no parsing, no wire. The
 * embeddings and policies too, so that Neo4j can answer alone. What is there already, of a smaller
 * data set or of a load that was cut off, is not written again.
 */
public final class GraphLoader {
  private static final String DATABASE = GraphDatabaseSettings.DEFAULT_DATABASE_NAME;

  // Enough to make commits cheap, few enough to keep a transaction's state small.
  private static final int BATCH = 10_000;
  private static final Duration INDEX_POLL = Duration.ofMillis(50);
  private static final Duration INDEX_LIMIT = Duration.ofMinutes(10);
  private static final Duration INDEX_LIMIT_A_FILM = Duration.ofMillis(20);

  private final GraphDatabaseService database;
  private final Progress progress;
  private final Map<Long, String> films = new HashMap<>();
  private final Map<String, String> named = new HashMap<>();

  GraphLoader(GraphDatabaseService database, Progress progress) {
    this.database = database;
    this.progress = progress;
  }

  /** Creates constraints and indexes, and every node and relationship that is not there. */
  static void load(EmbeddedNeo4j graph, Dataset dataset, Progress progress) {
    try (Driver driver = GraphDatabase.driver(graph.address(), AuthTokens.none())) {
      new GraphLoader(graph.database(), progress)
          .load(driver, dataset.films(), dataset.edges(), dataset.policies());
    }
  }

  /**
   * As {@link #load(EmbeddedNeo4j, Dataset, Progress)}.
   *
   * @param all the films, at least one
   * @param edges between these
   */
  void load(Driver driver, List<Film> all, List<Edge> edges, List<UserPolicy> policies) {
    find();
    int found = films.size();
    if (found > 0 && (found < all.size() || !Neo4jSchema.hasWholeVectorIndex(driver, DATABASE))) {
      Neo4jSchema.dropVectorIndex(driver, DATABASE);
    }
    Neo4jSchema.createConstraints(driver, DATABASE);
    inBatches(all, "films", film -> !films.containsKey(film.id()), this::add);
    progress.say(
        "Neo4j: %s films, %s of them new, %s genres, themes and so on"
            .formatted(all.size(), films.size() - found, named.size()));
    Neo4jSchema.createTitleIndex(driver, DATABASE);
    // Built in the background from here on: twice as fast as vector by vector.
    Neo4jSchema.createVectorIndex(
        driver,
        DATABASE,
        all.getFirst().embedding().length,
        VectorIndex.M,
        VectorIndex.EF_CONSTRUCTION);
    inBatches(edges, "relationships", _ -> true, (t, edge) -> add(t, edge, found > 0));
    progress.say("Neo4j: " + edges.size() + " relationships between films");
    inBatches(policies, "policies", _ -> true, (t, policy) -> add(t, policy, found > 0));
    awaitIndexes(driver, all.size(), progress);
    progress.say("Neo4j: " + all.size() + " embeddings, " + policies.size() + " policies");
  }

  /** Adds to a graph that was loaded earlier what came later than its data. */
  public static void complete(EmbeddedNeo4j graph, int films, Progress progress) {
    try (Driver driver = GraphDatabase.driver(graph.address(), AuthTokens.none())) {
      Neo4jSchema.createTitleIndex(driver, DATABASE);
      awaitIndexes(driver, films, progress);
    }
  }

  /** Notes what is there. A film has come with all it is linked to. */
  private void find() {
    inTransaction(transaction -> {
      try (ResourceIterator<Node> nodes = transaction.findNodes(Label.label(GraphRows.FILM))) {
        nodes.forEachRemaining(
            node -> films.put(((Number) node.getProperty("id")).longValue(), node.getElementId()));
      }
      for (GraphRows.Link link : GraphRows.LINKS) {
        try (ResourceIterator<Node> nodes = transaction.findNodes(Label.label(link.label()))) {
          nodes.forEachRemaining(node ->
              named.put(link.label() + ' ' + node.getProperty(link.key()), node.getElementId()));
        }
      }
    });
  }

  private <T> void inBatches(
      List<T> all, String what, Predicate<T> wanted, BiConsumer<Transaction, T> add) {
    Pace pace = new Pace(progress::say, "Neo4j, " + what, all.size());
    int seen = 0;
    for (List<T> batch : Batches.of(all, BATCH)) {
      inTransaction(transaction ->
          batch.stream().filter(wanted).forEach(each -> add.accept(transaction, each)));
      seen += batch.size();
      pace.at(seen);
    }
  }

  private static void awaitIndexes(Driver driver, int films, Progress progress) {
    Pace pace = new Pace(progress::say, "Neo4j, its indexes, percent", 100);
    long limit = INDEX_LIMIT.plus(INDEX_LIMIT_A_FILM.multipliedBy(films)).toNanos();
    long start = System.nanoTime();
    try (Session session = driver.session()) {
      for (List<Record> building = building(session);
          !building.isEmpty();
          building = building(session)) {
        for (Record index : building) {
          if (index.get("state").asString().equals("FAILED") || System.nanoTime() - start > limit) {
            throw new IllegalStateException(
                "Neo4j has not built its index %s (%s)"
                    .formatted(index.get("name").asString(), index.get("state").asString()));
          }
          pace.at((long) index.get("done").asDouble());
        }
        LockSupport.parkNanos(INDEX_POLL.toNanos());
      }
    }
  }

  private static List<Record> building(Session session) {
    return session
        .run(
            "SHOW INDEXES YIELD name, state, populationPercent WHERE state <> 'ONLINE'"
                + " RETURN name, state, populationPercent AS done")
        .list();
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

  private void add(Transaction transaction, UserPolicy policy, boolean unlessThere) {
    Label label = Label.label(PolicyNode.LABEL);
    Map<String, Object> properties = GraphRows.policy(policy);
    if (unlessThere) {
      Map<String, Object> key = new HashMap<>(properties);
      key.keySet().retainAll(PolicyNode.KEY);
      try (ResourceIterator<Node> there = transaction.findNodes(label, key)) {
        if (there.hasNext()) {
          return;
        }
      }
    }
    Node node = transaction.createNode(label);
    properties.forEach(node::setProperty);
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

  private void add(Transaction transaction, Edge edge, boolean unlessThere) {
    Node from = node(transaction, edge.fromId());
    Node to = node(transaction, edge.toId());
    RelationshipType type = RelationshipType.withName(edge.type().name());
    if (unlessThere && leads(from, type, to)) {
      return;
    }
    Relationship relationship = from.createRelationshipTo(to, type);
    if (edge.type() != Edge.Type.SEQUEL_OF) {
      relationship.setProperty("strength", edge.strength());
    }
  }

  private static boolean leads(Node from, RelationshipType type, Node to) {
    try (ResourceIterable<Relationship> all = from.getRelationships(Direction.OUTGOING, type)) {
      return all.stream().anyMatch(each -> each.getEndNode().equals(to));
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
