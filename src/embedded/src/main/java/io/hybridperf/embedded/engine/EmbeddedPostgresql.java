package io.hybridperf.embedded.engine;

import io.hybridperf.embedded.start.StackException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A real PostgreSQL in processes of its own, reached over TCP on a free port of loopback. It ends
 * with this process, however that ends.
 */
public final class EmbeddedPostgresql implements AutoCloseable {
  private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;
  private final ProcessReaper reaper;
  private final String address;
  private final String engine;

  private EmbeddedPostgresql(
      EmbeddedPostgres server, ProcessReaper reaper, String address, String engine) {
    this.server = server;
    this.reaper = reaper;
    this.address = address;
    this.engine = engine;
  }

  /** Where in the store's folder the database cluster lies. */
  public static Path clusterIn(Path folder) {
    return folder.resolve("cluster");
  }

  /**
   * Starts on the cluster's data, or on none.
   *
   * @param programs where PostgreSQL is unpacked, the first time
   * @throws StackException if it does not come up
   */
  public static EmbeddedPostgresql start(Path programs, Path cluster, Path log)
      throws StackException {
    try {
      Files.createDirectories(cluster.getParent());
      Postmaster.endStale(cluster);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(programs.toFile())
              .setDataDirectory(cluster)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(STARTUP_LIMIT)
              .setLocaleConfig("locale", "C")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("max_connections", "100")
              .setServerConfig("shared_buffers", "64MB")
              // What the coordinator acknowledged survives a killed server.
              .setServerConfig("synchronous_commit", "on")
              .setOutputRedirector(Redirect.appendTo(log.toFile()))
              .start();
      ProcessReaper reaper = ProcessReaper.over(Postmaster.pid(cluster).orElseThrow());
      String address =
          "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
      return new EmbeddedPostgresql(server, reaper, address, "PostgreSQL " + version(address));
    } catch (IOException | SQLException | RuntimeException e) {
      endWhatCameUp(cluster, e);
      throw new StackException(
          "PostgreSQL did not start (" + e.getMessage() + "); its log is " + log, e);
    }
  }

  /** What this is, for people. */
  public String engine() {
    return engine;
  }

  /** A JDBC address, user included; no password is asked for. */
  public String address() {
    return address;
  }

  /** A new connection of the caller's own. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(address);
  }

  /** Ends every session, writes everything out and stops. */
  @Override
  public void close() throws IOException {
    server.close();
    reaper.dismiss();
  }

  private static void endWhatCameUp(Path cluster, Exception reason) {
    try {
      Postmaster.endStale(cluster);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static String version(String address) throws SQLException {
    try (Connection connection = DriverManager.getConnection(address)) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }
}
