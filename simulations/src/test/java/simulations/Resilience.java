package simulations;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.gatling.fault.Fault;
import io.hybridperf.gatling.run.FlaggedAnswers;
import io.hybridperf.gatling.run.HybridSimulation;
import io.hybridperf.gatling.run.Queries;
import io.hybridperf.measurement.load.LoadProfile;
import java.util.List;

/**
 * A steady load while each store is stopped, slowed and cut off, and restored each time. Caches are
 * bypassed, as they would hide a store that is gone. Targets, defaults and profiles:
 * config/simulations/Resilience.conf.
 */
public final class Resilience extends HybridSimulation {
  private final List<Fault> faults = Fault.of(profile());
  private final LoadProfile load = load();

  private final Queries queries =
      queries(50, 30, 20).bypassing(Cache.CACHE_RESULT, Cache.CACHE_POLICY, Cache.CACHE_GRAPH);
  private final FlaggedAnswers flagged = new FlaggedAnswers();

  {
    inject(faults, load);
    afterLoad(flagged);
    run(load, queries.next(), search().check(flagged.check()));
  }

  private LoadProfile load() {
    LoadProfile steady =
        LoadProfile.empty().warmUp(qps(), warmup()).constant("baseline", qps(), duration());
    for (Fault fault : faults) {
      steady =
          steady
              .constant(fault.phase(), qps(), hold())
              .constant(fault.restoredPhase(), qps(), duration());
    }
    return steady;
  }
}
