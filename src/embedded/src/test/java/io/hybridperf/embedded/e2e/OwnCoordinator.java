package io.hybridperf.embedded.e2e;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.Coordinator;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * A coordinator of a test's own, with empty caches, in front of the shared stores, and a client of
 * it.
 *
 * <p>Its stores have time: on a busy machine an answer must come late rather than degraded.
 */
final class OwnCoordinator implements AutoCloseable {
  private final Coordinator coordinator;
  private final Client client;

  private OwnCoordinator(Coordinator coordinator) {
    this.coordinator = coordinator;
    this.client = Client.of("127.0.0.1:" + coordinator.port());
  }

  static OwnCoordinator start(StoreAddresses stores) throws Exception {
    return start(stores, Map.of());
  }

  /**
   * @param settings what differs, by path under "coordinator."
   */
  static OwnCoordinator start(StoreAddresses stores, Map<String, ?> settings) throws Exception {
    Map<String, Object> all = new HashMap<>();
    all.put("server.port", 0);
    all.put("server.drain-timeout", "100ms");
    all.put("metrics.port", 0);
    // As the stack's own coordinator has it.
    all.put("milvus.search-params.ef", 128);
    all.put("neo4j.vector-search-list", 128);
    all.put("milvus.uri", "http://" + stores.milvus());
    all.put("neo4j.uri", stores.neo4j());
    all.put("postgresql.url", stores.postgresql());
    for (String store : new String[] {"milvus", "neo4j", "postgresql"}) {
      all.put(store + ".timeout", "50s");
      all.put(store + ".write-timeout", "50s");
    }
    // A store is left alone only in tests that are about it.
    all.put("breaker.minimum-calls", 10_000);
    all.putAll(settings);
    Map<String, Object> byPath = new HashMap<>();
    all.forEach((path, value) -> byPath.put("coordinator." + path, value));
    Config config =
        ConfigFactory.parseMap(byPath, "the test's settings").withFallback(ConfigFactory.load());
    return new OwnCoordinator(Coordinator.start(CoordinatorConfig.from(config)));
  }

  Client client() {
    return client;
  }

  int metricsPort() {
    return coordinator.metricsPort();
  }

  @Override
  public void close() {
    client.close();
    coordinator.close();
  }
}
