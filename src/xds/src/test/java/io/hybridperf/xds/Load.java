package io.hybridperf.xds;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.gatling.grpc.GrpcDsl.grpc;

import com.typesafe.config.ConfigFactory;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.gatling.injection.GatlingInjection;
import io.hybridperf.gatling.support.GatlingRun;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A short recorded run of real calls, and what is judged of it. */
final class Load {
  static final int CALLS = 400;

  private static final ArrivalPlan PLAN =
      LoadProfile.empty().constant("steady", CALLS / 2.0, Duration.ofSeconds(2)).plan();
  private static final Pattern ROW = Pattern.compile("target (.*): (\\d+) sent, .*");

  private Load() {}

  /**
   * Runs it.
   *
   * @param loops event loops
   * @param balancing as the run's parameters say it
   */
  static Verdict run(Path results, GrpcProtocolBuilder protocol, int loops, String balancing) {
    RunFolder folder = RunFolder.create(results, "test", Instant.now());
    try (RunRecorder recorder =
        RunRecorder.start(
            folder, new ArrivalClock(PLAN, System.nanoTime(), RunRecording.HEADROOM))) {
      GatlingRun.of(
          scenario("load")
              .exec(
                  grpc("health")
                      .unary(
                          HealthGrpc.getCheckMethod(),
                          session -> HealthCheckRequest.getDefaultInstance()))
              .injectOpen(GatlingInjection.ahead(PLAN)),
          protocol.recording(RunRecording.of(recorder, PLAN, "load")),
          loops);
    }
    RunInfo info =
        RunInfo.starting("test", "test", 1, "target", 1, PLAN)
            .withParameters(Map.of("balancing", balancing));
    return Judge.judge(
        RunLog.read(folder, info),
        Slos.from(
            ConfigFactory.parseString(
                "slos { errors { metric = error-rate, must-pass = \"< 50 %\" } }")),
        AuditLimits.DEFAULT,
        ExternalMetrics.none());
  }

  /** How many calls a target was sent, by the verdict's rows; -1: it has no row. */
  static int sent(Verdict verdict, String target) {
    for (String note : verdict.notes()) {
      Matcher row = ROW.matcher(note);
      if (row.matches() && row.group(1).equals(target)) {
        return Integer.parseInt(row.group(2));
      }
    }
    return -1;
  }

  /** What the verdict says of its targets being asked as they should; nothing: they were. */
  static List<String> ofTargets(Verdict verdict) {
    return verdict.reasons().stream().filter(reason -> reason.startsWith("target ")).toList();
  }
}
