package io.hybridperf.gatling.support;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.Status;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.controller.Controller;
import io.gatling.core.session.GroupBlock;
import io.gatling.core.stats.StatsEngine;
import io.gatling.javaapi.core.internal.Converters;
import java.util.List;
import scala.Option;

/** Gatling's statistics, overheard. */
final class LoggedStatsEngine implements StatsEngine {
  private final RunLog log;
  private final StatsEngine wrapped;

  LoggedStatsEngine(RunLog log, StatsEngine wrapped) {
    this.log = log;
    this.wrapped = wrapped;
  }

  @Override
  public void start() {
    wrapped.start();
  }

  @Override
  public void stop(ActorRef<Controller.Command> controller, Option<Exception> exception) {
    wrapped.stop(controller, exception);
  }

  @Override
  public void logUserStart(String scenario) {
    wrapped.logUserStart(scenario);
  }

  @Override
  public void logUserEnd(String scenario) {
    wrapped.logUserEnd(scenario);
  }

  @Override
  public void logResponse(
      String scenario,
      scala.collection.immutable.List<String> groups,
      String requestName,
      long startTimestamp,
      long endTimestamp,
      Status status,
      Option<String> responseCode,
      Option<String> message) {
    log.add(
        new RunLog.Response(
            scenario,
            list(groups),
            requestName,
            startTimestamp,
            endTimestamp,
            !status.equals(KO$.MODULE$),
            responseCode.isDefined() ? responseCode.get() : "",
            message.isDefined() ? message.get() : ""));
    wrapped.logResponse(
        scenario, groups, requestName, startTimestamp, endTimestamp, status, responseCode, message);
  }

  @Override
  public void logGroupEnd(String scenario, GroupBlock group, long exitTimestamp) {
    log.add(
        new RunLog.Group(
            list(group.groups()),
            group.cumulatedResponseTime(),
            !group.status().equals(KO$.MODULE$)));
    wrapped.logGroupEnd(scenario, group, exitTimestamp);
  }

  @Override
  public void logRequestCrash(
      String scenario,
      scala.collection.immutable.List<String> groups,
      String requestName,
      String error) {
    log.crash(requestName + ": " + error);
    wrapped.logRequestCrash(scenario, groups, requestName, error);
  }

  private static List<String> list(scala.collection.immutable.List<String> groups) {
    return List.copyOf(Converters.toJavaList(groups));
  }
}
