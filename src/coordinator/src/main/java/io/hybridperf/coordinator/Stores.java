package io.hybridperf.coordinator;

import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.MilvusStore;
import io.hybridperf.coordinator.store.Neo4jBaseline;
import io.hybridperf.coordinator.store.Neo4jStore;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.PostgresStore;
import io.hybridperf.coordinator.store.VectorStore;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The three stores of a coordinator.
 *
 * @param vectors the vector store
 * @param graph the graph store
 * @param policies the policy store
 * @param baseline the graph store, when it answers alone
 * @param pools their pools, by name
 */
record Stores(
    VectorStore vectors,
    GraphStore graph,
    PolicyStore policies,
    BaselineStore baseline,
    Map<String, Supplier<PoolState>> pools)
    implements AutoCloseable {

  /**
   * Connects to the real ones. Only the vector store must be there: its collection says what
   * embeddings look like.
   */
  static Stores connect(CoordinatorConfig config) {
    MilvusStore vectors = new MilvusStore(config.milvus());
    Neo4jStore graph;
    try {
      graph = new Neo4jStore(config.neo4j());
    } catch (RuntimeException e) {
      vectors.close();
      throw e;
    }
    PostgresStore policies;
    try {
      policies = new PostgresStore(config.postgresql());
    } catch (RuntimeException e) {
      graph.close();
      vectors.close();
      throw e;
    }
    return new Stores(
        vectors,
        graph,
        policies,
        new Neo4jBaseline(graph, config.neo4j().vectorSearchList()),
        Map.of("milvus", vectors::pool, "neo4j", graph::pool, "postgresql", policies::pool));
  }

  @Override
  public void close() {
    policies.close();
    graph.close();
    vectors.close();
  }
}
