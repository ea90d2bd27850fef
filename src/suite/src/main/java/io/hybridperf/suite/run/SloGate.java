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
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.SloResult;
import java.util.List;
import java.util.function.Supplier;

/**
 * One judgement as Gatling shows it: a request that is OK or KO.
 *
 * @param name what was judged
 * @param measured the same with the value; empty: there is none
 * @param passed whether it reached the run's gate
 * @param message one line that says why not
 */
record SloGate(String name, String measured, boolean passed, String message) {
  private static final String GROUP = "SLO";

  /**
   * {@return the one user that judges, and whose requests are the gates, and once more with their
   * values, which assertions cannot name before the load}
   *
   * @param description what the run is, for Gatling's report
   * @param judge looks at the run when its load has ended, and says the same again
   */
  static PopulationBuilder judging(String description, Supplier<List<SloGate>> judge) {
    return scenario("gates")
        .exec(
            group(GROUP).on(exec(SloGateAction.describing(description, judge))),
            group(GROUP + " values").on(exec(SloGateAction.measured(judge))))
        .injectOpen(atOnceUsers(1));
  }

  /** {@return a row without a value} */
  static SloGate without(String name, boolean passed, String message) {
    return new SloGate(name, "", passed, message);
  }

  /**
   * {@return the name of an objective's row, with what it needs: Gatling shows it in place of
   * times; in words, since it does not escape what it shows}
   *
   * @param slo the objective
   * @param gate the run's
   */
  static String name(Slo slo, Tier gate) {
    return shown(slo.name()) + limit(slo, gate);
  }

  /**
   * {@return the name of an objective's row, with its value and what it needs; empty: it was not
   * measured}
   *
   * @param result on the objective
   * @param gate the run's
   */
  static String measured(SloResult result, Tier gate) {
    Slo slo = result.slo();
    return Double.isNaN(result.value())
        ? ""
        : "%s: %s%s, %s"
            .formatted(
                shown(slo.name()),
                inWords(result.value(), slo.unit()),
                limit(slo, gate),
                result.isUnsure(gate) ? "UNSURE" : result.tier().label());
  }

  /** Gatling puts a name into its page as it is: none may be taken for a tag. */
  private static String shown(String name) {
    return name.replace('<', '\u2039')
        .replace('>', '\u203a')
        .replace('&', '\uff06')
        .replace('"', '\u201d');
  }

  private static String limit(Slo slo, Tier gate) {
    return slo.threshold(slo.required(gate), 1)
        .map(threshold ->
            ", %s %s%s"
                .formatted(
                    switch (threshold.comparison()) {
                      case LESS -> "below";
                      case AT_MOST -> "at most";
                      case MORE -> "above";
                      case AT_LEAST -> "at least";
                    },
                    inWords(threshold.limit(), threshold.unit()),
                    slo.scales() ? " times scale" : ""))
        .orElse("");
  }

  private static String inWords(double value, Unit unit) {
    return Numbers.text(value, unit).replace(" /s", " a second");
  }

  /** {@return that none of the gates failed} */
  static Assertion[] allPassed(List<String> names) {
    return names.stream()
        .map(name -> details(GROUP, name).failedRequests().count().is(0L))
        .toArray(Assertion[]::new);
  }
}
