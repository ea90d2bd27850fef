package io.hybridperf.embedded.data;

import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.neo4j.Neo4jSchema;
import io.hybridperf.coordinator.store.neo4j.PolicyNode;
import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        VectorLoader.M,
        VectorLoader.EF_CONSTRUCTION);
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
    Node node = transaction.createNode(Label.label("MediaContent"));
    node.setProperty("id", film.id());
    node.setProperty("title", film.title());
    node.setProperty(ContentFields.EMBEDDING, film.embedding());
    node.setProperty(ContentFields.GENRE, film.firstGenre());
    node.setProperty(ContentFields.MOOD, film.firstMood());
    node.setProperty(ContentFields.POPULARITY, film.popularity());
    node.setProperty(ContentFields.RELEASE_YEAR, film.releaseYear());
    films.put(film.id(), node.getElementId());
    link(transaction, node, film.genres(), "BELONGS_TO", "Genre", "name");
    link(transaction, node, film.themes(), "HAS_THEME", "Theme", "name");
    link(transaction, node, film.moods(), "HAS_MOOD", "Mood", "name");
    link(transaction, node, film.culturalContexts(), "IN_CONTEXT", "CulturalContext", "region");
  }

  private void add(Transaction transaction, UserPolicy policy) {
    int minReleaseYear = policy.constraints().minReleaseYear();
    PolicyKey key =
        new PolicyKey(policy.user().tenantId(), policy.user().userId(), policy.context());
    Policy rules =
        new Policy(
            policy.genrePreferences(),
            policy.themePreferences(),
            Set.copyOf(policy.constraints().excludedGenres()),
            minReleaseYear == 0 ? Policy.NEUTRAL.minReleaseYear() : minReleaseYear,
            Policy.NEUTRAL.maxReleaseYear(),
            Policy.NEUTRAL.minPopularity());
    Node node = transaction.createNode(Label.label(PolicyNode.LABEL));
    PolicyNode.properties(key, rules).forEach(node::setProperty);
  }

  private void link(
      Transaction transaction,
      Node film,
      List<String> values,
      String type,
      String label,
      String key) {
    for (String value : values) {
      String id =
          named.computeIfAbsent(
              label + ' ' + value,
              _ -> {
                Node node = transaction.createNode(Label.label(label));
                node.setProperty(key, value);
                return node.getElementId();
              });
      film.createRelationshipTo(
          transaction.getNodeByElementId(id), RelationshipType.withName(type));
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
