package io.hybridperf.coordinator;

import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.Secret;
import io.hybridperf.coordinator.config.StoreTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.QueryConfig;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilders;

/** A Neo4j that asks for a password. */
public final class RealNeo4j implements AutoCloseable {
  /** A breaker that stays closed on a machine that is busy with other things. */
  public static final BreakerConfig BREAKER =
      new BreakerConfig(
          Duration.ofSeconds(10),
          10,
          0.5,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));

  private static final String USER = "neo4j";
  private static final String FIRST_PASSWORD = "neo4j";
  private static final String PASSWORD = "0nly-for-tests";

  private final Neo4j server;
  private final Driver driver;

  private RealNeo4j(Neo4j server, Driver driver) {
    this.server = server;
    this.driver = driver;
  }

  static RealNeo4j start() {
    Neo4j server =
        Neo4jBuilders.newInProcessBuilder()
            .withDisabledServer()
            .withConfig(GraphDatabaseSettings.auth_enabled, true)
            .build();
    try (Driver first =
        GraphDatabase.driver(server.boltURI(), AuthTokens.basic(USER, FIRST_PASSWORD))) {
      first
          .executableQuery("ALTER CURRENT USER SET PASSWORD FROM $old TO $new")
          .withParameters(Map.of("old", FIRST_PASSWORD, "new", PASSWORD))
          .withConfig(QueryConfig.builder().withDatabase("system").build())
          .execute();
    }
    return new RealNeo4j(
        server, GraphDatabase.driver(server.boltURI(), AuthTokens.basic(USER, PASSWORD)));
  }

  /** Connected as the owner; left open by whoever uses it. */
  public Driver driver() {
    return driver;
  }

  /** The coordinator's settings for this server, as its owner. */
  public Map<String, String> settings() throws IOException {
    Path password = Files.createTempFile(Path.of("target").toAbsolutePath(), "neo4j", ".password");
    Files.writeString(password, PASSWORD);
    return Map.of(
        "coordinator.neo4j.uri", uri(),
        "coordinator.neo4j.user", USER,
        "coordinator.neo4j.password-file", password.toString());
  }

  /** A store's configuration for this server, as its owner. */
  public Neo4jConfig config() {
    return config(uri(), USER, PASSWORD);
  }

  /** The same for any server and user. */
  public static Neo4jConfig config(String uri, String user, String password) {
    return new Neo4jConfig(
        uri,
        "neo4j",
        user,
        new Secret(password),
        4,
        new StoreTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(2)),
        Duration.ofSeconds(5),
        64,
        true);
  }

  /** The address. */
  public String uri() {
    return server.boltURI().toString();
  }

  /** Removes all data and all of the schema. */
  public void empty() {
    driver.executableQuery("MATCH (n) DETACH DELETE n").execute();
    drop("SHOW CONSTRAINTS YIELD name", "CONSTRAINT");
    drop("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", "INDEX");
  }

  private void drop(String listing, String kind) {
    List<String> names =
        driver.executableQuery(listing).execute().records().stream()
            .map(row -> row.get("name").asString())
            .toList();
    for (String name : names) {
      driver.executableQuery("DROP " + kind + " `" + name + "`").execute();
    }
  }

  @Override
  public void close() {
    driver.close();
    server.close();
  }
}
