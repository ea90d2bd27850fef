package simulations;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * The vector store alone: simple queries at the highest rate of all. The result cache is bypassed,
 * or it would be what is measured; {@code -Dprofile=cached} lets it answer. Targets and defaults:
 * config/simulations/VectorSearch.conf.
 */
public final class VectorSearch extends HybridSimulation {

  private final LoadProfile load =
      LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration());

  private final Queries queries =
      profile().equals("cached")
          ? queries(1, 0, 0)
          : queries(1, 0, 0).bypassing(Cache.CACHE_RESULT);

  {
    run(load, queries.next(), search());
  }
}
