package io.hybridperf.embedded.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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

  private TestPolicies(Connection connection) {
    this.connection = connection;
  }

  private static Rules.Key key(String user, String context) {
    return new Rules.Key(TENANT, user, context);
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
        new TestPolicies(DriverManager.getConnection(stores.postgresql()));
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
      }
    }
    return policies;
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
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
      }
    }
  }

  private static void bind(PreparedStatement statement, Rules.Key key) throws SQLException {
    statement.setString(1, key.tenant());
    statement.setString(2, key.user());
    statement.setString(3, key.context());
  }
}
