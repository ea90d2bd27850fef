package io.hybridperf.plans;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.coordinator.RealNeo4j;
import io.hybridperf.coordinator.RealPostgres;
import io.hybridperf.coordinator.RealStores;
import io.hybridperf.coordinator.store.neo4j.Neo4jSchema;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;

/** The command on real stores: what we run is clean there, and what would hurt is found. */
@ExtendWith(RealStores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlansTest {

  private static final int CONTENTS = 300;
  private static final int DIMENSION = 8;

  private RealPostgres postgres;
  private Driver driver;
  private Config config;

  private record Outcome(int status, String out, String err) {}

  @BeforeAll
  void start(RealNeo4j neo4j, RealPostgres postgres) throws Exception {
    this.postgres = postgres;
    neo4j.empty();
    postgres.empty();
    driver = neo4j.driver();
    config =
        ConfigFactory.parseMap(
                Map.of(
                    "coordinator.neo4j.timeout",
                    "2m",
                    "coordinator.postgresql.url",
                    postgres.url()))
            .withFallback(ConfigFactory.parseMap(neo4j.settings()))
            .withFallback(ConfigFactory.load());
    createSchema();
    Random random = new Random(3);
    List<Content> contents = new ArrayList<>();
    for (long id = 1; id <= CONTENTS; id++) {
      Content.Builder content =
          Content.newBuilder()
              .setContentId(id)
              .setTitle("Title " + id)
              .addGenres("genre " + id % 5)
              .addThemes("theme " + id % 7)
              .addMoods("mood")
              .addCulturalContexts("region");
      for (int i = 0; i < DIMENSION; i++) {
        content.addEmbedding((float) random.nextGaussian());
      }
      contents.add(content.build());
    }
    try (Neo4jStore store = new Neo4jStore(neo4j.config(), RealNeo4j.BREAKER)) {
      store.replace(contents, Deadline.after(2, TimeUnit.MINUTES));
      store.replace(
          contents.stream()
              .map(content ->
                  content.toBuilder()
                      .addEdges(
                          Edge.newBuilder()
                              .setType(Edge.Type.SIMILAR_TO)
                              .setToContentId(1 + content.getContentId() % CONTENTS)
                              .setStrength(0.5))
                      .build())
              .toList(),
          Deadline.after(2, TimeUnit.MINUTES));
    }
    postgres.execute(
        """
        INSERT INTO user_policies (tenant_id, user_id)
        SELECT 'tenant', 'user-' || i FROM generate_series(1, 3000) AS i
        """);
    postgres.execute("ANALYZE user_policies");
  }

  private void createSchema() throws SQLException {
    Neo4jSchema.createConstraints(driver, "neo4j");
    Neo4jSchema.createVectorIndex(driver, "neo4j", DIMENSION, 16, 100);
    Neo4jSchema.createTitleIndex(driver, "neo4j");
    driver.executableQuery("CALL db.awaitIndexes(60)").execute();
    try (Connection connection = postgres.connect()) {
      PostgresSchema.createTables(connection);
    }
  }

  private Outcome run(Config environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        QueryPlans.run(
            environment,
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatTheCoordinatorRunsIsCleanAndNothingOfItIsWritten() throws Exception {
    long before = relationships();

    Outcome outcome = run(config);

    assertThat(outcome.out())
        .contains(
            "facts, 3 hops",
            "titled, everything required",
            "neo4j_only, complex",
            "ingest, step 9");
    assertThat(outcome.out()).endsWith(" statements, 0 flagged, 0 indexes missing\n");
    assertThat(outcome.status()).isEqualTo(QueryPlans.CLEAN);
    assertThat(outcome.err()).isEmpty();
    assertThat(relationships()).isEqualTo(before);
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM learning_events")) {
      rows.next();
      assertThat(rows.getInt(1)).isZero();
    }
  }

  private long relationships() {
    return driver
        .executableQuery("MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(*) AS number")
        .execute()
        .records()
        .getFirst()
        .get("number")
        .asLong();
  }

  @Test
  void plansAreShownWhole() {
    assertThat(run(config, "--plans").out())
        .contains("NodeVectorIndexSearch", "NodeUniqueIndexSeek", "Index Scan");
  }

  /** As flagged by default, whose factor for estimates is 10. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all-nodes scan   | MATCH (n) WHERE n.title = 'x' RETURN n",
        "label scan       | MATCH (n:MediaContent) WHERE n.title = 'x' RETURN n",
        "cartesian product| MATCH (g:Genre), (t:Theme) RETURN count(g.name + t.name)",
        "eager            | MATCH (a:MediaContent {id: 1})-[r]-(b) DELETE r CREATE (a)-[:RELATED_TO]->(b)",
        "relationship scan| MATCH ()-[r:SIMILAR_TO]->() RETURN max(r.strength)",
        "whole-index scan | MATCH (n:MediaContent) WHERE n.id IS NOT NULL RETURN max(n.title)",
        "estimate off     | UNWIND range(1, 2000) AS i MATCH (n:MediaContent {id: 1 + i % 300}) WHERE n.title STARTS WITH 'Title' AND n.title CONTAINS 'itl' AND n.title ENDS WITH '' RETURN n"
      })
  void aBadQueryOfNeo4jIsFlagged(String kind, String cypher) {
    Report.Row row =
        new Neo4jPlans(driver, "neo4j")
            .profile(new CypherStatement("planted", new Query(cypher)), Limits.DEFAULT);

    assertThat(row.findings()).anySatisfy(finding -> assertThat(finding.kind()).startsWith(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sequential scan  | SELECT * FROM user_policies WHERE preferences::text LIKE ?",
        "cartesian product| SELECT count(*) FROM (SELECT * FROM user_policies LIMIT 50) a, user_policies b WHERE b.user_id > ?",
        "estimate off     | SELECT * FROM user_policies WHERE concat(preferences::text, ?) = preferences::text"
      })
  void aBadQueryOfPostgresqlIsFlagged(String kind, String sql) throws Exception {
    try (Connection connection = postgres.connect()) {
      Report.Row row =
          new PostgresPlans(connection)
              .explain(new SqlStatement("planted", sql, List.of("")), Limits.DEFAULT);

      assertThat(row.findings()).anySatisfy(finding -> assertThat(finding.kind()).startsWith(kind));
    }
  }

  /** Nobody scans the outbox but who counts it, however much it holds. */
  @Test
  void aLongOutboxIsScannedForItsDepthOnly() throws Exception {
    postgres.execute(
        """
        INSERT INTO ingest_outbox (content_ids, request, due)
        SELECT ARRAY[i, i + 1], ''::bytea, now() FROM generate_series(1, 3000) AS i
        """);
    postgres.execute("ANALYZE ingest_outbox");
    List<String> scanning = new ArrayList<>();
    try (Connection connection = postgres.connect()) {
      PostgresPlans plans = new PostgresPlans(connection);
      Sample sample = new Neo4jPlans(driver, "neo4j").sample(plans.somePolicy());
      for (SqlStatement sql : SqlStatements.all(sample)) {
        if (plans.explain(sql, Limits.DEFAULT).findings().stream()
            .anyMatch(finding -> finding.kind().equals("sequential scan"))) {
          scanning.add(sql.name());
        }
      }
    } finally {
      postgres.execute("TRUNCATE ingest_outbox");
    }

    assertThat(scanning).containsExactly("outbox, depth");
  }

  @Test
  void anIndexThatIsGoneIsMissed() throws Exception {
    postgres.execute("DROP INDEX learning_events_by_user");
    driver.executableQuery("DROP CONSTRAINT media_content_id").execute();
    driver.executableQuery("DROP INDEX media_titles").execute();
    try {
      Outcome outcome = run(config);

      assertThat(outcome.status()).isEqualTo(QueryPlans.FLAGGED);
      assertThat(outcome.out())
          .contains(
              "missing index: Neo4j has no index media_content_id",
              "missing index: Neo4j has no index media_titles",
              "missing index: PostgreSQL has no index learning_events_by_user",
              "label scan: NodeByLabelScan")
          .endsWith("3 indexes missing\n");
    } finally {
      createSchema();
    }
  }

  @Test
  void aMistakeIsToldInOneLine() {
    assertThat(run(config, "--rows", "none"))
        .isEqualTo(
            new Outcome(
                QueryPlans.MISTAKE,
                "",
                "Invalid value for option '--rows': 'none' is not a long\n"));
    assertThat(run(config, "--rows", "0"))
        .isEqualTo(
            new Outcome(
                QueryPlans.MISTAKE, "", "--rows and --error are numbers from 1 on; try --help\n"));
    assertThat(run(config, "--what").status()).isEqualTo(QueryPlans.MISTAKE);
    assertThat(QueryPlans.run(new String[] {"/no/such/file"}, System.out, System.err))
        .isEqualTo(QueryPlans.MISTAKE);
  }

  @Test
  void aStoreThatIsNotThereIsToldInOneLine() {
    Config nowhere =
        ConfigFactory.parseString("coordinator.neo4j.uri = \"bolt://127.0.0.1:1\"")
            .withFallback(config);
    Outcome outcome = run(nowhere);

    assertThat(outcome.status()).isEqualTo(QueryPlans.FAILED);
    assertThat(outcome.err()).startsWith("Neo4j at bolt://127.0.0.1:1 refused").hasLineCount(1);
  }
}
