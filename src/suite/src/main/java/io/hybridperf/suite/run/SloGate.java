package io.hybridperf.suite.run;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
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

  /**
   * {@return the name of an objective's row, with what it needs: Gatling shows it in place of
   * times; in words, since it does not escape what it shows}
   *
   * @param slo the objective
   * @param gate the run's
   */
  static String name(Slo slo, Tier gate) {
    return slo.threshold(slo.required(gate), 1)
        .map(threshold ->
            "%s, %s %s%s"
                .formatted(
                    slo.name(),
                    switch (threshold.comparison()) {
                      case LESS -> "below";
                      case AT_MOST -> "at most";
                      case MORE -> "above";
                      case AT_LEAST -> "at least";
                    },
                    Numbers.text(threshold.limit(), threshold.unit()).replace(" /s", " a second"),
                    slo.scales() ? " times scale" : ""))
        .orElse(slo.name());
  }

  /** {@return that none of the gates failed} */
  static Assertion[] allPassed(List<String> names) {
    return names.stream()
        .map(name -> details(GROUP, name).failedRequests().count().is(0L))
        .toArray(Assertion[]::new);
  }
}
