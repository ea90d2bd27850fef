package io.hybridperf.coordinator.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables that the coordinator expects in PostgreSQL. */
public final class PostgresSchema {

  private static final Pattern CREATED =
      Pattern.compile("CREATE (TABLE|INDEX) IF NOT EXISTS (\\w+)");

  private PostgresSchema() {}

  /**
   * Creates the tables user_policies, learning_events and ingest_outbox, and their indexes. Safe to
   * repeat.
   *
   * @param connection in auto-commit mode or in a transaction of the caller's; left open
   * @throws SQLException if PostgreSQL refuses
   */
  public static void createTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(script());
    }
  }

  /** The names of all indexes, those of primary keys included. */
  public static Set<String> indexes() {
    Set<String> names = new TreeSet<>();
    Matcher created = CREATED.matcher(script());
    while (created.find()) {
      names.add(created.group(2) + ("TABLE".equals(created.group(1)) ? "_pkey" : ""));
    }
    return names;
  }

  private static String script() {
    try (InputStream in = PostgresSchema.class.getResourceAsStream("schema.sql")) {
      if (in == null) {
        throw new IllegalStateException("schema.sql is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
