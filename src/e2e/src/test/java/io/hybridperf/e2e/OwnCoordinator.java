package io.hybridperf.e2e;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.Coordinator;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.embedded.stack.Eventually;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A coordinator of a test's own, with empty caches, in front of the shared stores, and a client of
 * it.
 *
 * <p>Its stores have time: on a busy machine an answer must come late rather than degraded.
 */
final class OwnCoordinator implements AutoCloseable {
  /** Reads have little time; writes, and whoever connects, have much. */
  static final Map<String, String> HASTY_READS =
      Map.of(
          "milvus.timeout", "300ms",
          "neo4j.timeout", "300ms",
          "postgresql.timeout", "300ms",
          "neo4j.connect-timeout", "20s",
          "postgresql.connect-timeout", "20s",
          "readiness-interval", "10m");

  private final Coordinator coordinator;
  private final Client client;

  private OwnCoordinator(Coordinator coordinator) {
    this.coordinator = coordinator;
    this.client = Client.of(address());
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

  /** Host and port of its gRPC services. */
  String address() {
    return "127.0.0.1:" + coordinator.port();
  }

  int metricsPort() {
    return coordinator.metricsPort();
  }

  /** No request is in work, and none has left a store at work. */
  void assertNothingInWork() throws Exception {
    Eventually.get(
        EveryStore.PATIENCE,
        () -> {
          String page = Metrics.scrape(metricsPort());
          return Stream.of(
                  "hybrid_requests_in_flight",
                  "hybrid_pool_connections{pool=\"milvus\",state=\"active\"}",
                  "hybrid_pool_connections{pool=\"neo4j\",state=\"active\"}",
                  "hybrid_pool_connections{pool=\"postgresql\",state=\"active\"}")
              .filter(series -> Metrics.value(page, series).orElseThrow() != 0)
              .toList();
        },
        List::isEmpty);
  }

  @Override
  public void close() {
    client.close();
    coordinator.close();
  }
}
