package simulations;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * The same load for a long time: every ten seconds of it are judged, and nothing may leak. Targets
 * and defaults: config/simulations/Sustained.conf.
 */
public final class Sustained extends HybridSimulation {

  private final LoadProfile load =
      LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration());

  private final Queries queries = queries(50, 30, 20);

  {
    findLeaks();
    run(load, queries.next(), search());
  }
}
