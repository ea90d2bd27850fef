package simulations;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * Searches for the highest rate that still meets the targets, its knee, and what to plan production
 * with. Profiles: the mix or one type of query; {@code -uncached} bypasses all caches. Targets and
 * defaults: config/simulations/Capacity.conf.
 */
public final class Capacity extends HybridSimulation {
  private static final String UNCACHED = "-uncached";

  private final Queries cached =
      switch (profile().replace(UNCACHED, "")) {
        case "simple" -> queries(1, 0, 0);
        case "hybrid" -> queries(0, 1, 0);
        case "complex" -> queries(0, 0, 1);
        default -> queries(50, 30, 20);
      };

  private final Queries queries =
      profile().endsWith(UNCACHED)
          ? cached.bypassing(Cache.CACHE_RESULT, Cache.CACHE_POLICY, Cache.CACHE_GRAPH)
          : cached;

  {
    findCapacity(queries.next(), search());
  }
}
