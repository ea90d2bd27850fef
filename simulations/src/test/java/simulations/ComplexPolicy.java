package simulations;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.answers.TenantIsolation;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * Queries ranked by users' policies, with a cold, a warming and a hot cache, and no tenant's policy
 * in another's answer. Cold: caches are bypassed, so every policy comes from the store. Warm: all
 * users ask, and fill them. Hot: a few users ask. Targets and defaults:
 * config/simulations/ComplexPolicy.conf.
 */
public final class ComplexPolicy extends HybridSimulation {
  private static final int FEW_USERS = 20;

  private final LoadProfile load =
      LoadProfile.empty()
          .warmUp(qps(), warmup())
          .constant("cold", qps(), duration())
          .constant("warm", qps(), duration())
          .constant("hot", qps(), duration());

  private final Queries warm = profile().equals("complex") ? queries(0, 0, 1) : queries(70, 20, 10);
  private final Queries hot = warm.askedBy(FEW_USERS);
  private final Queries cold =
      warm.bypassing(Cache.CACHE_RESULT, Cache.CACHE_POLICY, Cache.CACHE_GRAPH);

  private final TenantIsolation isolation = new TenantIsolation();

  {
    afterLoad(isolation);
    run(
        load,
        ask(phase ->
            switch (phase.name()) {
              case "warm" -> warm;
              case "hot" -> hot;
              default -> cold;
            }),
        search().check(isolation.check()));
  }
}
