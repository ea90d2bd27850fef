package io.hybridperf.suite.run;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import java.util.List;
import java.util.function.Supplier;

/** What Gatling is told of a verdict: a user whose requests are the gates, and its assertions. */
final class Gates {
  private static final String GROUP = "SLO";

  private Gates() {}

  /** {@return the one user that judges} */
  static PopulationBuilder judging(Supplier<List<SloGate>> judge) {
    return scenario("gates")
        .exec(group(GROUP).on(exec(SloGateAction.judging(judge))))
        .injectOpen(atOnceUsers(1));
  }

  /** {@return that none of the gates failed} */
  static Assertion[] passed(List<String> names) {
    return names.stream()
        .map(name -> details(GROUP, name).failedRequests().count().is(0L))
        .toArray(Assertion[]::new);
  }
}
