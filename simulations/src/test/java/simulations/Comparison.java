package simulations;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * The hybrid stores against Neo4j alone: asked the same, in turns. No answer comes from the result
 * cache, which is the same for both. Targets and defaults: config/simulations/Comparison.conf.
 */
public final class Comparison extends HybridSimulation {

  private final Queries queries = queries(50, 30, 20).bypassing(Cache.CACHE_RESULT);

  {
    compare(
        "hybrid",
        queries.answeredBy(StorageMode.STORAGE_HYBRID),
        "neo4j_only",
        queries.answeredBy(StorageMode.STORAGE_NEO4J_ONLY),
        search());
  }
}
