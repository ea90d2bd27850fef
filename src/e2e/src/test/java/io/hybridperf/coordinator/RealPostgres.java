package io.hybridperf.coordinator;

import io.hybridperf.coordinator.config.PostgresConfig;
import io.hybridperf.coordinator.config.Secret;
import io.hybridperf.coordinator.config.StoreTimeouts;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL that asks everybody but its owner for a password. */
public final class RealPostgres implements AutoCloseable {
  /** The role that needs no password. */
  public static final String OWNER = "postgres";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EmbeddedPostgres server;

  private RealPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  static RealPostgres start() {
    try {
      Path rules = Files.createTempFile(Path.of("target").toAbsolutePath(), "pg_hba", ".conf");
      Files.writeString(
          rules,
          """
          host all postgres 127.0.0.1/32 trust
          host all all 127.0.0.1/32 scram-sha-256
          """);
      return new RealPostgres(
          EmbeddedPostgres.builder().setServerConfig("hba_file", rules.toString()).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection of its owner's, which the caller closes. */
  public Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** Runs one statement as its owner. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Leaves nothing but the coordinator's tables, without a row. */
  public void empty() throws SQLException {
    execute("DROP SCHEMA public CASCADE");
    execute("CREATE SCHEMA public");
    try (Connection connection = connect()) {
      PostgresSchema.createTables(connection);
    }
  }

  /** The address. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** A store's configuration for this server, as its owner. */
  public PostgresConfig config(int connections) {
    return config(url(), OWNER, "", connections);
  }

  /** The same for any server and role. */
  public static PostgresConfig config(String url, String user, String password, int connections) {
    return new PostgresConfig(
        url,
        user,
        new Secret(password),
        connections,
        new StoreTimeouts(PATIENCE, PATIENCE),
        Duration.ofSeconds(10));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
