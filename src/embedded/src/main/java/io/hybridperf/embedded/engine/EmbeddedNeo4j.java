package io.hybridperf.embedded.engine;

import io.hybridperf.feeders.movielens.Footprint;
import io.hybridperf.feeders.movielens.MovieLens;
import java.nio.file.Path;
import java.time.Duration;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.BoltConnectorInternalSettings;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.kernel.internal.GraphDatabaseAPI;
import org.neo4j.kernel.internal.Version;

/** A real Neo4j in this process, reached over Bolt on a free port of loopback. */
public final class EmbeddedNeo4j implements AutoCloseable {
  // Clients are gone or going when the stack stops; nobody is served by waiting for more of them.
  private static final Duration SHUTDOWN_GRACE = Duration.ofMillis(500);

  private final DatabaseManagementService service;
  private final String address;

  private EmbeddedNeo4j(DatabaseManagementService service, String address) {
    this.service = service;
    this.address = address;
  }

  /** Starts on the folder's data of the real films, or on none. Ends when Bolt answers. */
  public static EmbeddedNeo4j start(Path folder) {
    return start(folder, Footprint.pageCache(MovieLens.FILMS));
  }

  /**
   * Starts on the folder's data, or on none. Ends when Bolt answers.
   *
   * @param pageCacheBytes of memory for pages of its files
   */
  public static EmbeddedNeo4j start(Path folder, long pageCacheBytes) {
    DatabaseManagementService service =
        new DatabaseManagementServiceBuilder(folder)
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
            .setConfig(BoltConnector.encryption_level, BoltConnector.EncryptionLevel.DISABLED)
            .setConfig(GraphDatabaseSettings.auth_enabled, false)
            .setConfig(GraphDatabaseSettings.pagecache_memory, pageCacheBytes)
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
            // Nothing of the stack leaves this machine.
            .setConfig(GraphDatabaseSettings.udc_enabled, false)
            .setConfig(GraphDatabaseInternalSettings.udc_network_enabled, false)
            .setConfig(GraphDatabaseInternalSettings.dump_diagnostics, false)
            .setConfig(
                GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period, Duration.ZERO)
            .setConfig(GraphDatabaseInternalSettings.netty_server_shutdown_timeout, SHUTDOWN_GRACE)
            .setConfig(GraphDatabaseSettings.shutdown_transaction_end_timeout, SHUTDOWN_GRACE)
            .setConfig(
                GraphDatabaseInternalSettings.shutdown_terminated_transaction_wait_timeout,
                SHUTDOWN_GRACE)
            .setConfig(BoltConnectorInternalSettings.connection_shutdown_wait_time, SHUTDOWN_GRACE)
            .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, SHUTDOWN_GRACE)
            .build();
    GraphDatabaseAPI database =
        (GraphDatabaseAPI) service.database(GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
    int port =
        database
            .getDependencyResolver()
            .resolveDependency(ConnectorPortRegister.class)
            .getLocalAddress(ConnectorType.BOLT)
            .getPort();
    return new EmbeddedNeo4j(service, "bolt://127.0.0.1:" + port);
  }

  /** What this is, for people. */
  public static String engine() {
    return "Neo4j " + Version.getNeo4jVersion();
  }

  /** Such as {@code bolt://127.0.0.1:40123}. Takes any user and password. */
  public String address() {
    return address;
  }

  /** The database itself, for loading it without the way over Bolt. */
  public GraphDatabaseService database() {
    return service.database(GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
  }

  /** Writes everything out and stops. */
  @Override
  public void close() {
    service.shutdown();
  }
}
