package io.hybridperf.coordinator.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Everything a coordinator is started with.
 *
 * @param server how it listens
 * @param metrics where it is scraped
 * @param neo4jExporter where the exporter of Neo4j Community is scraped
 * @param tracing where spans go
 * @param storage what answers requests that do not say
 * @param milvus the vector store
 * @param neo4j the graph store
 * @param postgresql the policy store
 * @param cache the caches' bounds
 * @param limits how much is taken on
 * @param breaker when a store is left alone
 * @param outboxInterval how often unfinished writes are looked for
 * @param readinessInterval how often the stores are checked
 */
public record CoordinatorConfig(
    ServerConfig server,
    MetricsConfig metrics,
    MetricsConfig neo4jExporter,
    TracingConfig tracing,
    Storage storage,
    MilvusConfig milvus,
    Neo4jConfig neo4j,
    PostgresConfig postgresql,
    CacheConfig cache,
    LimitsConfig limits,
    BreakerConfig breaker,
    Duration outboxInterval,
    Duration readinessInterval) {

  /**
   * Reads the section {@code coordinator}; {@code reference.conf} in this module documents it.
   *
   * @param root a resolved configuration, for example {@code ConfigFactory.load()}
   * @throws SettingException naming the setting that cannot be used, or that is none
   */
  public static CoordinatorConfig from(Config root) {
    KnownSettings.check(root);
    ConfigSection coordinator = ConfigSection.of(root, "coordinator");
    CoordinatorConfig config = read(coordinator);
    if (config.storage == Storage.NEO4J_ONLY && !config.neo4j.embeddings()) {
      throw new SettingException(
          "coordinator.neo4j.embeddings = false does not go with coordinator.storage = neo4j_only: it finds by"
              + " embeddings; set it to true, or storage to hybrid");
    }
    return config;
  }

  private static CoordinatorConfig read(ConfigSection coordinator) {
    return new CoordinatorConfig(
        ServerConfig.from(coordinator.section("server")),
        MetricsConfig.from(coordinator.section("metrics")),
        MetricsConfig.from(coordinator.section("neo4j-exporter")),
        TracingConfig.from(coordinator.section("tracing")),
        coordinator.oneOf("storage", Storage.class),
        MilvusConfig.from(coordinator.section("milvus")),
        Neo4jConfig.from(coordinator.section("neo4j")),
        PostgresConfig.from(coordinator.section("postgresql")),
        CacheConfig.from(coordinator.section("cache")),
        LimitsConfig.from(coordinator.section("limits")),
        BreakerConfig.from(coordinator.section("breaker")),
        coordinator.duration("outbox-interval", Duration.ofMillis(10), Duration.ofMinutes(10)),
        coordinator.duration("readiness-interval", Duration.ofMillis(100), Duration.ofMinutes(10)));
  }
}
