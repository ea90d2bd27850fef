package simulations;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * Every type of query for 20 seconds: does all of it answer, and rightly? Targets and defaults:
 * config/simulations/Smoke.conf.
 */
public final class Smoke extends HybridSimulation {
  private static final int ONE_IN = 10;

  private final LoadProfile load =
      LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration());

  private final Queries queries = queries(50, 30, 20);

  {
    run(
        load,
        queries.next(),
        doIfOrElse(session -> arrival(session) % ONE_IN == 0)
            .then(
                // What is like the best answer, by the graph alone.
                search("graph-only", session -> Queries.of(session).likeTheBest(2)))
            .orElse(search()));
  }
}
