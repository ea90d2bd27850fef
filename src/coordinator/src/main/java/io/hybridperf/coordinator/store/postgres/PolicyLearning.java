package io.hybridperf.coordinator.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore.Learned;
import io.hybridperf.coordinator.store.RewardSignal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.postgresql.jdbc.PgStatement;

/** Teaches policies, within a transaction of the caller's. */
public final class PolicyLearning {

  /**
   * Locks policies in one order everywhere, so that writers do not wait for each other in a circle.
   */
  public static final String LOCK =
      """
      SELECT p.tenant_id, p.user_id, p.context, p.preferences::text, p.constraints::text,
        p.learning_rate,
        (1000000 * greatest(
          extract(epoch FROM clock_timestamp()), extract(epoch FROM p.updated_at) + 0.000001))::bigint
      FROM unnest(?::text[], ?::text[], ?::text[]) AS taught(tenant_id, user_id, context)
      JOIN user_policies p USING (tenant_id, user_id, context)
      ORDER BY p.tenant_id, p.user_id, p.context
      FOR NO KEY UPDATE OF p
      """;

  public static final String UPDATE =
      """
      UPDATE user_policies p SET preferences = learned.preferences::jsonb,
        updated_at = timestamptz 'epoch' + learned.version * interval '1 microsecond'
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
        AS learned(tenant_id, user_id, context, preferences, version)
      WHERE p.tenant_id = learned.tenant_id AND p.user_id = learned.user_id
        AND p.context = learned.context
      """;

  private record Row(Learned learned, String preferences) {}

  private final Connection connection;
  private final int timeoutMillis;

  PolicyLearning(Connection connection, int timeoutMillis) {
    this.connection = connection;
    this.timeoutMillis = timeoutMillis;
  }

  /** Takes the lessons in, and returns the policies that there are, as they are then. */
  List<Learned> learn(List<RewardSignal> lessons) throws SQLException, JsonProcessingException {
    Map<PolicyKey, List<RewardSignal>> byUser = new LinkedHashMap<>();
    lessons.forEach(
        lesson -> byUser.computeIfAbsent(lesson.user(), any -> new ArrayList<>()).add(lesson));
    List<Row> rows = taught(byUser);
    if (rows.isEmpty()) {
      return List.of();
    }
    try (PreparedStatement update = prepare(UPDATE)) {
      keys(update, rows.stream().map(row -> row.learned().key()).toList());
      update.setArray(4, array("text", rows, Row::preferences));
      update.setArray(5, array("bigint", rows, row -> row.learned().version()));
      update.executeUpdate();
    }
    return rows.stream().map(Row::learned).toList();
  }

  private List<Row> taught(Map<PolicyKey, List<RewardSignal>> byUser)
      throws SQLException, JsonProcessingException {
    List<Row> taught = new ArrayList<>();
    try (PreparedStatement lock = prepare(LOCK)) {
      keys(lock, List.copyOf(byUser.keySet()));
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          PolicyKey key = new PolicyKey(rows.getString(1), rows.getString(2), rows.getString(3));
          Preferences preferences = Preferences.read(rows.getString(4));
          double learningRate = rows.getDouble(6);
          byUser
              .getOrDefault(key, List.of())
              .forEach(lesson -> preferences.learn(lesson, learningRate));
          String column = preferences.column();
          Policy policy = PolicyJson.read(column, rows.getString(5));
          taught.add(new Row(new Learned(key, policy, rows.getLong(7)), column));
        }
      }
    }
    return taught;
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.unwrap(PgStatement.class).setQueryTimeoutMs(timeoutMillis);
    return statement;
  }

  private void keys(PreparedStatement statement, List<PolicyKey> keys) throws SQLException {
    statement.setArray(1, array("text", keys, PolicyKey::tenantId));
    statement.setArray(2, array("text", keys, PolicyKey::userId));
    statement.setArray(3, array("text", keys, PolicyKey::context));
  }

  private <T> Array array(String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }
}
