package io.hybridperf.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Explains statements on PostgreSQL while it runs them. Every one is rolled back. */
final class PostgresPlans {

  private static final String STORE = "postgresql";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DETAILS =
      List.of("Relation Name", "Index Name", "Index Cond", "Hash Cond", "Join Filter", "Filter");

  private final Connection connection;

  PostgresPlans(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
  }

  /** Some policy, or one that is not there if there is none. */
  PolicyKey somePolicy() throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT tenant_id, user_id, context FROM user_policies LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? new PolicyKey(row.getString(1), row.getString(2), row.getString(3))
          : new PolicyKey("none", "none", "default");
    } finally {
      connection.rollback();
    }
  }

  /** Runs a statement and shows how. */
  Report.Row explain(SqlStatement sql, Limits limits) throws SQLException, JsonProcessingException {
    try (PreparedStatement statement =
        connection.prepareStatement("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.text())) {
      for (int i = 0; i < sql.parameters().size(); i++) {
        Object parameter = sql.parameters().get(i);
        if (parameter instanceof Object[] array) {
          statement.setArray(i + 1, connection.createArrayOf(type(array), array));
        } else {
          statement.setObject(i + 1, parameter);
        }
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        PlanStep plan = step(JSON.readTree(row.getString(1)).path(0).path("Plan"));
        return new Report.Row(STORE, sql.name(), plan, SqlRules.findings(plan, limits));
      }
    } finally {
      connection.rollback();
    }
  }

  private static String type(Object[] array) {
    return switch (array) {
      case Long[] numbers -> "bigint";
      case Integer[] numbers -> "int4";
      case Double[] numbers -> "float8";
      default -> "text";
    };
  }

  /** Rows are given for each loop, buffers with those of the children. */
  private static PlanStep step(JsonNode node) {
    List<PlanStep> children = new ArrayList<>();
    long childrensBuffers = 0;
    for (JsonNode child : node.path("Plans")) {
      children.add(step(child));
      childrensBuffers += buffers(child);
    }
    double loops = Math.max(1, node.path("Actual Loops").asDouble(1));
    double rows = node.path("Actual Rows").asDouble() * loops;
    StringJoiner details = new StringJoiner(", ");
    for (String detail : DETAILS) {
      if (node.has(detail)) {
        details.add(node.path(detail).asText());
      }
    }
    return new PlanStep(
        node.path("Node Type").asText(),
        details.toString(),
        node.path("Plan Rows").asDouble() * loops,
        rows,
        rows + node.path("Rows Removed by Filter").asDouble() * loops,
        buffers(node) - childrensBuffers,
        children);
  }

  private static long buffers(JsonNode node) {
    return node.path("Shared Hit Blocks").asLong() + node.path("Shared Read Blocks").asLong();
  }

  /** The indexes that the schema has and the database lacks. */
  List<Finding> missingIndexes() throws SQLException {
    Set<String> missing = new TreeSet<>(PostgresSchema.indexes());
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT indexname FROM pg_indexes WHERE schemaname = ANY(current_schemas(false))");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        missing.remove(rows.getString(1));
      }
    } finally {
      connection.rollback();
    }
    return missing.stream()
        .map(name -> new Finding("missing index", "PostgreSQL has no index " + name))
        .toList();
  }
}
