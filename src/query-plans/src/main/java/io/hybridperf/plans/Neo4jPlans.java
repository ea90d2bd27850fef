package io.hybridperf.plans;

import io.hybridperf.api.v1.Content;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.neo4j.Neo4jSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.summary.QueryProfile;

/** Profiles statements on Neo4j. Every one is rolled back. */
final class Neo4jPlans {

  private static final String STORE = "neo4j";
  private static final String LANGUAGE = "CYPHER 25\n";
  // As many as an ordinary hybrid search enriches.
  private static final int SAMPLES = 20;

  private static final String CONTENTS =
      """
      MATCH (n:MediaContent) WHERE n.embedding IS NOT NULL
        AND EXISTS { (n)-[:SIMILAR_TO]-() } AND EXISTS { (n)-[:BELONGS_TO]->() }
      WITH n ORDER BY n.id LIMIT 2000
      WITH collect(n) AS contents
      UNWIND range(0, $samples - 1) AS i
      WITH contents[i * size(contents) / $samples] AS n
      RETURN DISTINCT n.id AS id, n.title AS title, n.embedding AS embedding,
        [(n)-[:BELONGS_TO]->(g:Genre) | g.name] AS genres,
        [(n)-[:HAS_THEME]->(t:Theme) | t.name] AS themes,
        [(n)-[:HAS_MOOD]->(o:Mood) | o.name] AS moods,
        [(n)-[:IN_CONTEXT]->(c:CulturalContext) | c.region] AS contexts
      """;

  private final Driver driver;
  private final SessionConfig database;

  Neo4jPlans(Driver driver, String database) {
    this.driver = driver;
    this.database = SessionConfig.forDatabase(database);
  }

  /** Parameters for everything that is run: contents spread over the data set, and some policy. */
  Sample sample(PolicyKey policy) throws PlansException {
    List<Content> contents = new ArrayList<>();
    try (Session session = driver.session(database)) {
      for (Record row : session.run(CONTENTS, Map.of("samples", SAMPLES)).list()) {
        contents.add(
            Content.newBuilder()
                .setContentId(row.get("id").asLong())
                .setTitle(row.get("title").asString(""))
                .addAllEmbedding(row.get("embedding").asList(value -> (float) value.asDouble()))
                .addAllGenres(names(row, "genres"))
                .addAllThemes(names(row, "themes"))
                .addAllMoods(names(row, "moods"))
                .addAllCulturalContexts(names(row, "contexts"))
                .build());
      }
    }
    if (contents.isEmpty()) {
      throw new PlansException(
          "Neo4j has no MediaContent with an embedding and SIMILAR_TO edges; load the data first");
    }
    return new Sample(contents, policy);
  }

  private static List<String> names(Record row, String column) {
    return row.get(column).asList(Value::asString);
  }

  /** Runs a statement and shows how. */
  Report.Row profile(CypherStatement statement, Limits limits) {
    String cypher = statement.query().text();
    String profiled =
        cypher.startsWith(LANGUAGE)
            ? LANGUAGE + "PROFILE " + cypher.substring(LANGUAGE.length())
            : "PROFILE " + cypher;
    try (Session session = driver.session(database);
        Transaction transaction = session.beginTransaction()) {
      Result result = transaction.run(profiled, statement.query().parameters());
      // There is no profile before the last row.
      result.forEachRemaining(row -> {});
      QueryProfile profile = result.consume().queryProfile().orElseThrow();
      transaction.rollback();
      PlanStep plan = step(profile);
      return new Report.Row(STORE, statement.name(), plan, CypherRules.findings(plan, limits));
    } catch (ClientException e) {
      // For example an index that the statement names is gone.
      Finding refused =
          new Finding("refused", String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return new Report.Row(STORE, statement.name(), PlanStep.NONE, List.of(refused));
    }
  }

  private static PlanStep step(QueryProfile plan) {
    Map<String, Value> arguments = plan.arguments();
    return new PlanStep(
        plan.operatorType().replaceFirst("@.*", ""),
        arguments.getOrDefault("Details", Values.value("")).asString(""),
        arguments.getOrDefault("EstimatedRows", Values.value(0.0)).asDouble(),
        plan.rows().orElse(0),
        plan.rows().orElse(0),
        plan.dbHits().orElse(0),
        plan.children().stream().map(Neo4jPlans::step).toList());
  }

  /** The constraints and the vector index that the schema has and the database lacks. */
  List<Finding> missingIndexes() {
    Set<String> missing = new TreeSet<>(Neo4jSchema.indexes());
    try (Session session = driver.session(database)) {
      session
          .run("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
          .list(row -> row.get("name").asString())
          .forEach(missing::remove);
    }
    return missing.stream()
        .map(name -> new Finding("missing index", "Neo4j has no index " + name + " that is online"))
        .toList();
  }
}
