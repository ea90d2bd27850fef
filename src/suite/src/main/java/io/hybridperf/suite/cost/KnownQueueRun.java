package io.hybridperf.suite.cost;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run measures of a queue whose p99 is known: a server with one worker and exponential
 * service times, at two loads, under the arrivals of the settings. Poisson arrivals make it an
 * M/M/1 queue, even ones D/M/1.
 *
 * <p>Beside the formula stands what the server reckoned for the very calls that it got: that has
 * the same chance in it, so what differs from it is the way between, and the generator.
 */
public final class KnownQueueRun {
  private static final String SIMULATION = "KnownQueue";
  private static final double PERCENTILE = 99;
  private static final Duration REST = Duration.ofSeconds(2);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double[] LOADS = {0.5, 0.7};

  private final boolean poisson;
  private final double perSecond;
  private final ArrivalPlan plan;
  private final NullCoordinatorProcess server;
  private final BenchmarkLoad benchmark;
  private final Duration deadline;
  private final Map<String, Long> reckoned = new LinkedHashMap<>();

  private KnownQueueRun(Settings settings) {
    perSecond = settings.number(Parameter.QPS);
    poisson = settings.text(Parameter.ARRIVALS).equals("poisson");
    deadline = settings.duration(Parameter.DEADLINE);
    LoadProfile load =
        LoadProfile.empty().warmUp(LOADS[0] * perSecond, settings.duration(Parameter.WARMUP));
    for (double each : LOADS) {
      load =
          load.pause("before-" + name(each), REST)
              .constant(name(each), each * perSecond, settings.duration(Parameter.DURATION));
    }
    load = load.pause("after", REST);
    plan = (poisson ? load.poisson(settings.whole(Parameter.SEED)) : load).plan();
    server =
        NullCoordinatorProcess.start(
            Double.toString(1e9 / perSecond), Long.toString(settings.whole(Parameter.SEED)));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    benchmark =
        new BenchmarkLoad(
            settings,
            SIMULATION,
            "a queue on this machine",
            settings.parameters(),
            plan,
            this::conduct);
  }

  /**
   * Starts the queue, and plans the load. A mistake in the settings ends the JVM with one line.
   *
   * @return the run
   */
  public static KnownQueueRun begin() {
    return BenchmarkLoad.begin(SIMULATION, KnownQueueRun::new);
  }

  private static String name(double load) {
    return String.format(Locale.ROOT, "load-%.1f", load);
  }

  /** {@return the name that the scenario must have} */
  public String scenario() {
    return benchmark.scenario();
  }

  /** {@return when users begin} */
  public OpenInjectionStep[] injection() {
    return benchmark.injection();
  }

  /** {@return a protocol that records} */
  public GrpcProtocolBuilder protocol() {
    return benchmark.protocol(server, deadline);
  }

  /** Asks the server at the end of each phase what it reckoned in it. */
  private void conduct(long zero) throws InterruptedException {
    long quiet = REST.dividedBy(2).toNanos();
    for (int index = 0; index < plan.profile().phases().size(); index++) {
      String phase = plan.profile().phases().get(index).name();
      if (phase.startsWith("load-")) {
        BenchmarkLoad.sleepUntil(zero + plan.startNanos(index) - quiet);
        var _ = server.p99Nanos();
        BenchmarkLoad.sleepUntil(zero + plan.endNanos(index) + quiet);
        reckoned.put(phase, server.p99Nanos());
      }
    }
  }

  /**
   * The 99th percentile of the time in a queue with one worker and exponential service, which is
   * exponential (Kleinrock, <i>Queueing Systems</i> 1 (1975), 3.2 and 6.4): M/M/1, or D/M/1 whose
   * rate is that of the worker times {@code 1 - s}, s being the root of {@code s = exp(-(1 - s) /
   * load)}.
   *
   * @param load of the worker, in (0, 1)
   * @param perSecond how many it serves
   * @return milliseconds
   */
  static double p99Millis(boolean poisson, double load, double perSecond) {
    double waiting = load;
    for (int n = 0; !poisson && n < 200; n++) {
      waiting = Math.exp(-(1 - waiting) / load);
    }
    return -1e3 * Math.log(1 - PERCENTILE / 100) / (perSecond * (1 - waiting));
  }

  /** Prints what was measured, and writes it into the run's folder. */
  public void finish() {
    benchmark.stop();
    server.close();
    RunLog log = benchmark.seal();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<String> lines = Arrays.stream(LOADS).mapToObj(load -> line(log, load, json)).toList();
    Json.write(benchmark.folder().path().resolve("known-queue.json"), json);
    // Gatling has some lines to print yet.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              lines.forEach(System.out::println);
              System.out.println("Run folder: " + benchmark.folder().path());
            }));
  }

  private String line(RunLog log, double load, ObjectNode json) {
    var phase = log.select(name(load)::equals, _ -> true);
    double seen = phase.times(Series.RESPONSE_TIME).percentile(PERCENTILE) / NANOS_PER_MILLI;
    double formula = p99Millis(poisson, load, perSecond);
    double own = reckoned.getOrDefault(name(load), 0L) / NANOS_PER_MILLI;
    json.putObject(name(load))
        .put("answers", phase.answers().ok())
        .put("sent", phase.answers().sent())
        .put("p99Millis", seen)
        .put("byFormulaMillis", formula)
        .put("reckonedMillis", own);
    return String.format(
        Locale.ROOT,
        "known-queue %s, load %.1f: p99 %.3f ms of %d answers; by formula %.3f ms (%+.1f %%); as the server reckoned %.3f ms (%+.1f %%)",
        poisson ? "M/M/1" : "D/M/1",
        load,
        seen,
        phase.answers().ok(),
        formula,
        100 * (seen / formula - 1),
        own,
        100 * (seen / own - 1));
  }
}
