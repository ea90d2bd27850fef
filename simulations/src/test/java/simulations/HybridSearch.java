package simulations;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * Vector search and graph enrichment in every query, and what the coordinator takes to bring them
 * together. {@code -Dprofile=uncached} asks Neo4j for every fact instead of the graph cache.
 * Targets and defaults: config/simulations/HybridSearch.conf.
 */
public final class HybridSearch extends HybridSimulation {

  private final LoadProfile load =
      LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration());

  private final Queries queries =
      profile().equals("uncached")
          ? queries(0, 1, 0).bypassing(Cache.CACHE_GRAPH)
          : queries(0, 1, 0);

  {
    run(load, queries.next(), search());
  }
}
