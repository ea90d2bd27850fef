package simulations;

import static io.hybridperf.gatling.hybrid.HybridDsl.degraded;
import static io.hybridperf.gatling.hybrid.HybridDsl.recallAtK;

import io.hybridperf.gatling.run.HybridSimulation;
import io.hybridperf.gatling.run.Queries;
import io.hybridperf.measurement.load.LoadProfile;
import java.util.List;

/**
 * A base load that bursts to its peak and back, in cycles. Targets and defaults:
 * config/simulations/Burst.conf.
 */
public final class Burst extends HybridSimulation {

  private final LoadProfile load =
      LoadProfile.empty()
          .warmUp(qps(), warmup())
          .constant("baseline", qps(), duration())
          .repeat(
              cycles(),
              cycle ->
                  cycle
                      .ramp("ramp-up", qps(), peak(), ramp())
                      .constant("peak", peak(), hold())
                      .ramp("ramp-down", peak(), qps(), ramp())
                      .constant("recovery", qps(), duration()));

  private final Queries queries = queries(50, 30, 20);

  {
    run(load, queries.next(), search().check(degraded().is(List.of()), recallAtK(10).optional()));
  }
}
