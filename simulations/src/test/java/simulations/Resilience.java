package simulations;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.hybridperf.suite.hybrid.HybridDsl.slo;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.answers.Writes;
import io.hybridperf.suite.fault.Fault;
import io.hybridperf.suite.run.HybridSimulation;
import java.util.List;

/**
 * A steady load while each store is stopped, slowed and cut off, and restored each time. Caches are
 * bypassed, as they would hide a store that is gone; searches carry their texts, so that they can
 * be answered without vectors. Targets, defaults and profiles: config/simulations/Resilience.conf.
 */
public final class Resilience extends HybridSimulation {
  private static final double SEARCHES = 0.98;

  private final List<Fault> faults = Fault.of(profile());
  private final LoadProfile load = load();

  private final Queries queries =
      queries(50, 30, 20)
          .carryingTexts()
          .bypassing(Cache.CACHE_RESULT, Cache.CACHE_POLICY, Cache.CACHE_GRAPH);
  private final Writes writes = writes();

  {
    if (faults.stream().anyMatch(Fault::takesVectors)) {
      require(slo("answers without vectors").metric("answers-without-vectors").mustPass(">= 90 %"));
    }
    inject(faults, load);
    afterLoad(writes);
    run(
        load,
        queries.next(),
        doIfOrElse(session -> draw(session) < SEARCHES)
            .then(degradableSearch())
            .orElse(writes.ingest()));
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
