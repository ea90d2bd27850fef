package io.hybridperf.loader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/** Brings the users' policies into PostgreSQL; one that is there gets its preferences again. */
public final class PostgresLoader {
  private static final String WRITE =
      "INSERT INTO user_policies (tenant_id, user_id, context, preferences, constraints)"
          + " VALUES (?, ?, ?, ?::jsonb, ?::jsonb)"
          + " ON CONFLICT (tenant_id, user_id, context) DO UPDATE"
          + " SET preferences = EXCLUDED.preferences, constraints = EXCLUDED.constraints";
  private static final int BATCH = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PostgresLoader() {}

  /**
   * Creates the tables if they are not there, and writes every policy, in one transaction.
   *
   * @param connection left open
   * @param dataset whose policies
   * @param say told how far it is
   * @throws SQLException if PostgreSQL refuses
   * @throws JsonProcessingException if a policy cannot be written
   */
  public static void load(Connection connection, Dataset dataset, Consumer<String> say)
      throws SQLException, JsonProcessingException {
    List<UserPolicy> policies = dataset.policies();
    connection.setAutoCommit(false);
    PostgresSchema.createTables(connection);
    try (PreparedStatement write = connection.prepareStatement(WRITE)) {
      for (List<UserPolicy> batch : Batches.of(policies, BATCH)) {
        for (UserPolicy policy : batch) {
          write.setString(1, policy.user().tenantId());
          write.setString(2, policy.user().userId());
          write.setString(3, policy.context());
          write.setString(4, JSON.writeValueAsString(policy.preferencesColumn()));
          write.setString(5, JSON.writeValueAsString(policy.constraints().column()));
          write.addBatch();
        }
        write.executeBatch();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE user_policies");
    }
    say.accept("PostgreSQL: " + policies.size() + " policies");
  }
}
