package simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.degraded;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.suite.answers.AnswerCheck;
import io.hybridperf.suite.cost.GeneratorCostRun;
import java.util.List;

/**
 * What a request costs the load generator: our protocol with recording, audit and the checks of
 * every answer, beside a bare grpc-java client, against a server that does nothing.
 */
public final class GeneratorCost extends Simulation {
  private final GeneratorCostRun run = GeneratorCostRun.begin();

  {
    setUp(
            scenario(run.scenario())
                .exec(
                    hybrid("search")
                        .search()
                        .request(session -> run.request(session.userId()))
                        .check(AnswerCheck.check(), degraded().is(List.of())))
                .injectOpen(run.injection()))
        .protocols(run.protocol());
  }

  @Override
  public void after() {
    run.finish();
  }
}
