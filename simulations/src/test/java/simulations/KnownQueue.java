package simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.suite.cost.KnownQueueRun;

/**
 * What is measured of a server whose p99 is known by formula: one worker, exponential service
 * times, under Poisson arrivals or, with {@code -Darrivals=even}, even ones.
 */
public final class KnownQueue extends Simulation {
  private final KnownQueueRun run = KnownQueueRun.begin();

  {
    setUp(
            scenario(run.scenario())
                .exec(
                    hybrid("search")
                        .search()
                        .request(session -> SearchRequest.newBuilder().setK(10).build()))
                .injectOpen(run.injection()))
        .protocols(run.protocol());
  }

  @Override
  public void after() {
    run.finish();
  }
}
