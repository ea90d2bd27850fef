package io.hybridperf.suite.support;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.resultCount;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.gatling.support.TestCoordinator;

/**
 * A simulation as a user starts it, with a server of its own. Fails its assertion if the property
 * {@code hits} is wrong.
 */
public final class ExitStatusSimulation extends Simulation {
  private final TestCoordinator coordinator = TestCoordinator.start();

  /** Sets it up. */
  public ExitStatusSimulation() {
    setUp(
            scenario("load")
                .exec(hybrid("search").search().check(resultCount().is(Integer.getInteger("hits"))))
                .injectOpen(atOnceUsers(5)))
        .protocols(hybrid.target(coordinator.target()))
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    coordinator.close();
  }
}
