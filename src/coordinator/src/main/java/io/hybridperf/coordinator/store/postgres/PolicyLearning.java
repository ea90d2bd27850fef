package io.hybridperf.coordinator.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore.VersionedPolicy;
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
final class PolicyLearning {

  private record Row(VersionedPolicy learned, String preferences) {}

  private final Connection connection;
  private final int timeoutMillis;

  PolicyLearning(Connection connection, int timeoutMillis) {
    this.connection = connection;
    this.timeoutMillis = timeoutMillis;
  }

  /** Applies the signals, and returns the policies that there are, as they are then. */
  List<VersionedPolicy> learn(List<RewardSignal> signals)
      throws SQLException, JsonProcessingException {
    Map<PolicyKey, List<RewardSignal>> byUser = new LinkedHashMap<>();
    signals.forEach(
        signal -> byUser.computeIfAbsent(signal.user(), any -> new ArrayList<>()).add(signal));
    List<Row> rows = learned(byUser);
    if (rows.isEmpty()) {
      return List.of();
    }
    try (PreparedStatement update = prepare(PostgresStatements.UPDATE_POLICIES)) {
      keys(update, rows.stream().map(row -> row.learned().key()).toList());
      update.setArray(4, array("text", rows, Row::preferences));
      update.setArray(5, array("bigint", rows, row -> row.learned().version()));
      update.executeUpdate();
    }
    return rows.stream().map(Row::learned).toList();
  }

  private List<Row> learned(Map<PolicyKey, List<RewardSignal>> byUser)
      throws SQLException, JsonProcessingException {
    List<Row> learned = new ArrayList<>();
    try (PreparedStatement lock = prepare(PostgresStatements.LOCK_POLICIES)) {
      keys(lock, List.copyOf(byUser.keySet()));
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          PolicyKey key = new PolicyKey(rows.getString(1), rows.getString(2), rows.getString(3));
          Preferences preferences = Preferences.read(rows.getString(4));
          double learningRate = rows.getDouble(6);
          byUser
              .getOrDefault(key, List.of())
              .forEach(signal -> preferences.learn(signal, learningRate));
          String column = preferences.column();
          Policy policy = PolicyJson.read(column, rows.getString(5));
          learned.add(new Row(new VersionedPolicy(key, policy, rows.getLong(7)), column));
        }
      }
    }
    return learned;
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
