package simulations;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.answers.Writes;
import io.hybridperf.suite.run.HybridSimulation;

/**
 * 90 % searches, 5 % new contents, 5 % feedback: what was acknowledged is there when promised, and
 * still at the end. Targets and defaults: config/simulations/ReadWrite.conf.
 */
public final class ReadWrite extends HybridSimulation {
  private static final double SEARCHES = 0.90;
  private static final double CONTENTS = 0.05;

  private final LoadProfile load =
      LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration());

  private final Queries queries = queries(50, 30, 20);
  private final Writes writes = writes();

  {
    afterLoad(writes);
    run(
        load,
        queries.next(),
        doIfOrElse(session -> draw(session) < SEARCHES)
            .then(search())
            .orElse(
                doIfOrElse(session -> draw(session) < SEARCHES + CONTENTS)
                    .then(writes.ingestAndReadBack())
                    .orElse(writes.feedback())));
  }
}
