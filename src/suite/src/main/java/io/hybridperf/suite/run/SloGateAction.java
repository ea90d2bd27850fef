package io.hybridperf.suite.run;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.commons.util.Clock;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import io.hybridperf.gatling.internal.ExitableLayer;
import io.hybridperf.gatling.internal.RunDescription;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import scala.Option;

/**
 * Judges the run, and tells Gatling the outcome as one request for each gate, so that its report
 * and assertions show it.
 */
final class SloGateAction extends ExitableLayer {
  private final Supplier<List<SloGate>> judge;
  private final Function<SloGate, String> naming;
  private final StatsEngine statsEngine;
  private final Clock clock;
  private final Action next;

  private SloGateAction(
      Supplier<List<SloGate>> judge,
      Function<SloGate, String> naming,
      StatsEngine statsEngine,
      Clock clock,
      Action next) {
    this.judge = judge;
    this.naming = naming;
    this.statsEngine = statsEngine;
    this.clock = clock;
    this.next = next;
  }

  /**
   * {@return a step that judges when a virtual user comes to it}
   *
   * @param description what Gatling's report says of the run
   * @param judge looks at the run when its load has ended
   */
  static ActionBuilder describing(String description, Supplier<List<SloGate>> judge) {
    return () ->
        (context, next) -> {
          RunDescription.begin(context.coreComponents().statsEngine(), description);
          return in(context, judge, SloGate::name, next);
        };
  }

  /** {@return a step that says the values of what was judged} */
  static ActionBuilder measured(Supplier<List<SloGate>> judge) {
    return () -> (context, next) -> in(context, judge, SloGate::measured, next);
  }

  private static Action in(
      ScenarioContext context,
      Supplier<List<SloGate>> judge,
      Function<SloGate, String> naming,
      Action next) {
    return new SloGateAction(
        judge,
        naming,
        context.coreComponents().statsEngine(),
        context.coreComponents().clock(),
        next);
  }

  @Override
  public void execute(Session session) {
    Session judged = session;
    for (SloGate gate : judge.get()) {
      String named = naming.apply(gate);
      if (named.isEmpty()) {
        continue;
      }
      Status status = gate.passed() ? OK$.MODULE$ : KO$.MODULE$;
      long now = clock.nowMillis();
      statsEngine.logResponse(
          session.scenario(),
          session.groups(),
          named,
          now,
          now,
          status,
          Option.empty(),
          gate.passed() ? Option.empty() : Option.apply(gate.message()));
      judged = gate.passed() ? judged : judged.markAsFailed();
    }
    next.$bang(judged);
  }

  @Override
  public String name() {
    return "gates";
  }

  @Override
  public StatsEngine statsEngine() {
    return statsEngine;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Action next() {
    return next;
  }
}
