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

/**
 * One judgement as Gatling shows it: a request that is OK or KO.
 *
 * @param name what was judged
 * @param passed whether it reached the run's gate
 * @param message one line that says why not
 */
record SloGate(String name, boolean passed, String message) {
  private static final String GROUP = "SLO";

  /** {@return the one user that judges, and whose requests are the gates} */
  static PopulationBuilder judging(Supplier<List<SloGate>> judge) {
    return scenario("gates")
        .exec(group(GROUP).on(exec(SloGateAction.judging(judge))))
        .injectOpen(atOnceUsers(1));
  }

  /** {@return that none of the gates failed} */
  static Assertion[] allPassed(List<String> names) {
    return names.stream()
        .map(name -> details(GROUP, name).failedRequests().count().is(0L))
        .toArray(Assertion[]::new);
  }
}
