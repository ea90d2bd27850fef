package simulations;

import io.hybridperf.suite.run.HybridSimulation;

/**
 * What the system says of itself, beside what can be seen: hidden caches, answers and times for a
 * known seed alone, impossible hits, scores, flags and stage times. Targets and defaults:
 * config/simulations/Audit.conf.
 */
public final class Audit extends HybridSimulation {
  {
    audit(queries(50, 30, 20));
  }
}
