package io.hybridperf.embedded.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings the users' policies into an empty PostgreSQL. */
final class PolicyLoader {
  private static final String INSERT =
      "INSERT INTO user_policies (tenant_id, user_id, context, preferences, constraints)"
          + " VALUES (?, ?, ?, ?::jsonb, ?::jsonb)";
  private static final int BATCH = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PolicyLoader() {}

  /** Creates the tables, then every policy. */
  static void load(EmbeddedPostgresql store, Dataset dataset, Progress progress)
      throws SQLException, JsonProcessingException {
    List<UserPolicy> policies = dataset.policies();
    try (Connection connection = store.connect()) {
      connection.setAutoCommit(false);
      PostgresSchema.createTables(connection);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        for (List<UserPolicy> batch : Batches.of(policies, BATCH)) {
          for (UserPolicy policy : batch) {
            insert.setString(1, policy.user().tenantId());
            insert.setString(2, policy.user().userId());
            insert.setString(3, policy.context());
            insert.setString(4, JSON.writeValueAsString(policy.preferencesColumn()));
            insert.setString(5, JSON.writeValueAsString(policy.constraints().column()));
            insert.addBatch();
          }
          insert.executeBatch();
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("ANALYZE user_policies");
      }
    }
    progress.say("PostgreSQL: " + policies.size() + " policies");
  }
}
