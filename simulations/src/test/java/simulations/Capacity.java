package simulations;

import static io.hybridperf.suite.hybrid.HybridDsl.degraded;
import static io.hybridperf.suite.hybrid.HybridDsl.recallAtK;

import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;
import java.util.List;

/**
 * Searches for the highest rate that still meets the targets, its knee, and what to plan production
 * with. Targets and defaults: config/simulations/Capacity.conf.
 */
public final class Capacity extends HybridSimulation {

  private final Queries queries = queries(50, 30, 20);

  {
    findCapacity(
        queries.next(), search().check(degraded().is(List.of()), recallAtK(10).optional()));
  }
}
