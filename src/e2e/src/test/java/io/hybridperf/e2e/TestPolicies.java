package io.hybridperf.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** Policies beyond those that follow from ratings: every kind of rule, and hostile names. */
final class TestPolicies implements AutoCloseable {
  static final String TENANT = "e2e";

  private static final String HOSTILE = "'; DROP TABLE user_policies; --\"\\ \u00e9\ud83c\udfac";

  private static final Map<Rules.Key, Rules> ALL =
      Map.of(
          key("neutral", "default"),
          Rules.NONE,
          key("everything", "default"),
          Rules.preferring(
                  Map.of("Drama", 1.0, "Comedy", -0.9, "Thriller", 0.25),
                  Map.of("atmospheric", 1.0, "funny", -0.99, "sci-fi", 0.5))
              .excluding(List.of("Horror", "Western"))
              .years(OptionalInt.of(1960), OptionalInt.of(2010))
              .popularFrom(0.2),
          key("everything", "family"),
          Rules.preferring(Map.of("Children", 1.0), Map.of()).excluding(List.of("Crime", "War")),
          key("themes", "default"),
          Rules.preferring(Map.of(), commonThemes()),
          key("dated", "default"),
          Rules.NONE.years(OptionalInt.of(1950), OptionalInt.of(2015)),
          key("old", "default"),
          Rules.NONE.years(OptionalInt.empty(), OptionalInt.of(1975)),
          // Makes every score of a drama 0: what is left to order by is the id.
          key("indifferent", "default"),
          Rules.preferring(Map.of("Drama", -1.0), Map.of()),
          key("nothing", "default"),
          Rules.NONE.popularFrom(1.5),
          new Rules.Key(HOSTILE, HOSTILE, HOSTILE),
          Rules.preferring(Map.of("Drama", 0.75), Map.of()));

  private final Connection connection;
  private final Driver graph;

  private TestPolicies(Connection connection, Driver graph) {
    this.connection = connection;
    this.graph = graph;
  }

  private static Rules.Key key(String user, String context) {
    return new Rules.Key(TENANT, user, context);
  }

  /** The fifty themes of most films, liked and disliked by turns. */
  private static Map<String, Double> commonThemes() {
    Map<String, Long> films =
        TestData.DATASET.films().stream()
            .flatMap(film -> film.themes().stream())
            .collect(groupingBy(theme -> theme, counting()));
    Map<String, Double> preferences = new HashMap<>();
    Comparator<Map.Entry<String, Long>> mostFilmsFirst =
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey());
    films.entrySet().stream()
        .sorted(mostFilmsFirst)
        .limit(50)
        .map(Map.Entry::getKey)
        .forEach(theme -> preferences.put(theme, preferences.size() % 2 == 0 ? 0.8 : -0.6));
    return Map.copyOf(preferences);
  }

  /** All of them, by user. */
  static Map<Rules.Key, Rules> all() {
    return ALL;
  }

  /** Their keys, in a fixed order. */
  static List<Rules.Key> keys() {
    return ALL.keySet().stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
  }

  /** Puts them into the store, until closed. */
  static TestPolicies in(StoreAddresses stores) throws Exception {
    TestPolicies policies =
        new TestPolicies(
            DriverManager.getConnection(stores.postgresql()),
            GraphDatabase.driver(stores.neo4j(), AuthTokens.none()));
    policies.delete();
    try (PreparedStatement insert =
        policies.connection.prepareStatement(
            "INSERT INTO user_policies (tenant_id, user_id, context, preferences, constraints)"
                + " VALUES (?, ?, ?, ?::jsonb, ?::jsonb)")) {
      for (Map.Entry<Rules.Key, Rules> policy : ALL.entrySet()) {
        bind(insert, policy.getKey());
        insert.setString(4, policy.getValue().preferencesColumn());
        insert.setString(5, policy.getValue().constraintsColumn());
        insert.executeUpdate();
        policies.neo4j(
            "CREATE (p:UserPolicy) SET p = $policy",
            Map.of("policy", policy.getValue().node(policy.getKey())));
      }
    }
    return policies;
  }

  @Override
  public void close() throws SQLException {
    try (connection;
        graph) {
      delete();
    }
  }

  private void delete() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM user_policies WHERE tenant_id = ? AND user_id = ? AND context = ?")) {
      for (Rules.Key key : ALL.keySet()) {
        bind(delete, key);
        delete.executeUpdate();
        neo4j(
            "MATCH (p:UserPolicy {tenant_id: $tenant, user_id: $user, context: $context}) DELETE p",
            Map.of("tenant", key.tenant(), "user", key.user(), "context", key.context()));
      }
    }
  }

  private void neo4j(String cypher, Map<String, Object> parameters) {
    graph.executableQuery(cypher).withParameters(parameters).execute();
  }

  private static void bind(PreparedStatement statement, Rules.Key key) throws SQLException {
    statement.setString(1, key.tenant());
    statement.setString(2, key.user());
    statement.setString(3, key.context());
  }
}
