package io.hybridperf.coordinator;

import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Outbox;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.VectorStore;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.hybridperf.coordinator.store.milvus.MilvusStore;
import io.hybridperf.coordinator.store.neo4j.Neo4jBaseline;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.hybridperf.coordinator.store.postgres.PostgresOutbox;
import io.hybridperf.coordinator.store.postgres.PostgresStore;
import io.hybridperf.coordinator.write.IngestWriter;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The three stores of a coordinator.
 *
 * @param vectors the vector store
 * @param graph the graph store
 * @param policies the policy store
 * @param baseline the graph store, when it answers alone
 * @param outbox where ingests are kept until they are in both stores
 * @param pools their pools, by name
 * @param guards the circuit breaker and bulkhead of each, by name
 */
record Stores(
    VectorStore vectors,
    GraphStore graph,
    PolicyStore policies,
    BaselineStore baseline,
    Outbox outbox,
    Map<String, Supplier<PoolState>> pools,
    Map<String, StoreGuard> guards)
    implements AutoCloseable {

  /**
   * Connects to the real ones. Only the one that must answer needs to be there: it says what
   * embeddings look like.
   */
  static Stores connect(CoordinatorConfig config) {
    Neo4jStore graph = new Neo4jStore(config.neo4j(), config.breaker());
    Neo4jBaseline baseline = new Neo4jBaseline(graph, config.neo4j().vectorSearchList());
    MilvusStore vectors;
    try {
      vectors =
          switch (config.storage()) {
            case HYBRID -> new MilvusStore(config.milvus(), config.breaker());
            case NEO4J_ONLY ->
                new MilvusStore(
                    config.milvus(), config.breaker(), baseline.dimension(config.neo4j()));
          };
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    PostgresStore policies;
    try {
      policies = new PostgresStore(config.postgresql(), config.breaker());
    } catch (RuntimeException e) {
      vectors.close();
      graph.close();
      throw e;
    }
    return new Stores(
        vectors,
        graph,
        policies,
        baseline,
        new PostgresOutbox(policies, longestWrite(config)),
        Map.of(
            "milvus", vectors.guard()::pool,
            "neo4j", graph.guard()::pool,
            "postgresql", policies::pool),
        Map.of("milvus", vectors.guard(), "neo4j", graph.guard(), "postgresql", policies.guard()));
  }

  /** An ingest is kept in the outbox, waits for its turn, and is written to both stores. */
  private static Duration longestWrite(CoordinatorConfig config) {
    return IngestWriter.MAX_WAIT_FOR_TURN
        .plus(config.postgresql().timeouts().write())
        .plus(config.milvus().timeouts().write())
        .plus(config.neo4j().timeouts().write());
  }

  @Override
  public void close() {
    policies.close();
    graph.close();
    vectors.close();
  }
}
