package io.hybridperf.embedded.stack;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.Coordinator;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import java.util.HashMap;
import java.util.Map;

/** The reference coordinator in front of the embedded stores. */
public final class EmbeddedCoordinator {
  // Recall@10 of the shipped queries: 0.96 at 64, 0.98 at 128.
  private static final int SEARCH_LIST = 128;

  private EmbeddedCoordinator() {}

  /** Starts it on free ports of loopback, unless a metrics port is given. */
  static Coordinator start(ReadyMessage.Addresses stores, int metricsPort, boolean baseline)
      throws Exception {
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "coordinator.metrics.port",
                    metricsPort,
                    "coordinator.neo4j.embeddings",
                    baseline))
            .withFallback(settings(stores));
    return Coordinator.start(CoordinatorConfig.from(config));
  }

  /** The configuration of a coordinator in front of these stores. */
  public static Config settings(ReadyMessage.Addresses stores) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("coordinator.server.port", 0);
    settings.put("coordinator.server.drain-timeout", "500ms");
    // A store shares its cores with the load: slow is not the same as failing.
    settings.put("coordinator.breaker.slow-call", "1s");
    settings.put("coordinator.milvus.uri", "http://" + stores.milvus());
    settings.put("coordinator.milvus.search-params.ef", SEARCH_LIST);
    settings.put("coordinator.neo4j.vector-search-list", SEARCH_LIST);
    settings.put("coordinator.neo4j.uri", stores.neo4j());
    settings.put("coordinator.postgresql.url", stores.postgresql());
    return ConfigFactory.parseMap(settings, "the embedded stack's addresses")
        .withFallback(ConfigFactory.load());
  }
}
