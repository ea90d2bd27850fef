package io.hybridperf.coordinator.store.neo4j;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.Access;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** Neo4j with its native vector index: a search is one query, one round trip. */
public final class Neo4jBaseline implements BaselineStore {

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::getScore).reversed().thenComparingLong(Hit::getContentId);

  private static final String DIMENSION =
      """
      SHOW VECTOR INDEXES YIELD name, options WHERE name = $name
      RETURN options.indexConfig['vector.dimensions'] AS dimension
      """;

  private final Neo4jStore store;
  private final int searchList;

  /**
   * Shares the graph store's connections.
   *
   * @param searchList how many neighbours the vector index looks for at least, 1..10000
   */
  public Neo4jBaseline(Neo4jStore store, int searchList) {
    this.store = store;
    this.searchList = searchList;
  }

  /**
   * The dimension of the vector index.
   *
   * @param config of the store, for messages
   * @throws SettingException if Neo4j cannot be reached or has no such index
   */
  public int dimension(Neo4jConfig config) {
    Deadline deadline = Deadline.after(config.timeouts().write().toNanos(), TimeUnit.NANOSECONDS);
    String complaint;
    try {
      // It has as long as a write: there is nothing to be had without it.
      List<Record> rows =
          store.read(
              Access.WRITE,
              new org.neo4j.driver.Query(DIMENSION, Map.of("name", Neo4jSchema.VECTOR_INDEX)),
              deadline);
      if (!rows.isEmpty()) {
        return rows.getFirst().get("dimension").asInt();
      }
      complaint = "is not there; load the data first";
    } catch (StoreException e) {
      complaint = "cannot be read (" + e.getMessage() + "); is Neo4j running there?";
    }
    throw new SettingException(
        "coordinator.neo4j.uri = %s: the vector index %s, which coordinator.storage = neo4j_only needs, %s"
            .formatted(config.uri(), Neo4jSchema.VECTOR_INDEX, complaint));
  }

  @Override
  public Found search(Query query, Deadline deadline) throws StoreException {
    Record row = store.read(Neo4jStatements.search(query, searchList), deadline).getFirst();
    List<Hit> hits = new ArrayList<>(row.get("hits").size());
    boolean bySeed = query.request().getEmbeddingCount() == 0;
    for (Value found : row.get("hits").values()) {
      hits.add(hit(found, bySeed));
    }
    // Collecting promises no order.
    hits.sort(BEST_FIRST);
    List<VectorCandidate> candidates = new ArrayList<>(row.get("candidates").size());
    for (Value found : row.get("candidates").values()) {
      candidates.add(
          VectorCandidate.newBuilder()
              .setContentId(found.get(0).asLong())
              .setScore((float) found.get(1).asDouble())
              .build());
    }
    return new Found(hits, candidates, row.get("known").asBoolean());
  }

  @Override
  public void replicate(List<PolicyStore.VersionedPolicy> policies, Deadline deadline)
      throws StoreException {
    org.neo4j.driver.Query query = Neo4jStatements.replicate(policies);
    store.write(transaction -> transaction.run(query).consume(), deadline);
  }

  private static Hit hit(Value found, boolean bySeed) {
    Hit.Builder hit =
        Hit.newBuilder()
            .setContentId(found.get(0).asLong())
            .setScore(found.get(1).asDouble())
            .setVectorScore(bySeed ? 0 : (float) found.get(2).asDouble());
    Neo4jStore.describe(hit, found::get, 3);
    return hit.build();
  }
}
