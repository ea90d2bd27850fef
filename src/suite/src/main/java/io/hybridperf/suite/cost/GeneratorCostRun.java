package io.hybridperf.suite.cost;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.verdict.ScheduleAudit;
import io.hybridperf.suite.repeat.Starts;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Our protocol and a bare client in turn, block by block, in one JVM and against one null
 * coordinator, at the same rate, in the same one-millisecond slots or both at exact times. Or, by
 * its profile, our protocol without live metrics, or traces, and with them.
 *
 * <p>What counts is the CPU of the whole process (garbage collection, compilation and Gatling's log
 * included) over the calls that the server answered meanwhile. While one client sends the other has
 * no timer armed. The edges of a block are left out: Gatling's injector works one to two seconds
 * ahead.
 */
public final class GeneratorCostRun {
  private static final String SIMULATION = "GeneratorCost";
  private static final String OURS = CostReport.OURS;
  private static final String BARE = CostReport.BARE;
  private static final String BARE_WARM_UP = "bare-warm-up";
  private static final String LIVE = "live";
  private static final String TRACES = "traces";
  private static final long LEAD_IN_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long LEAD_OUT_NANOS = TimeUnit.MILLISECONDS.toNanos(2_200);
  private static final long BARE_AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** In what is left out of the block before, so that a thread that wakes late is in time. */
  private static final long SWITCHED_AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

  private static final Duration LEAST_BLOCK = Duration.ofSeconds(6);

  private final double qps;
  private final Duration block;
  private final Duration deadline;
  private final String profile;
  private final DoubleSupplier traceShare;
  private final @Nullable Addition addition;
  private final ArrivalPlan plan;
  private final List<SearchRequest> requests;
  private final BenchmarkLoad benchmark;
  private final AuditLimits limits;
  private final NullCoordinatorProcess coordinator;
  private final BareClient bare;
  private final CpuClock cpu;
  private final Map<String, CpuClock.Reading[]> readings = new LinkedHashMap<>();
  private final Map<String, BareClient.Block> bareBlocks = new LinkedHashMap<>();

  private GeneratorCostRun(Settings settings) {
    qps = settings.number(Parameter.QPS);
    if (settings.has(Parameter.INJECTOR)) {
      throw new UserError(
          "injector=%s: %s measures one generator; run it without -Dinjector"
              .formatted(settings.text(Parameter.INJECTOR), SIMULATION));
    }
    block = settings.duration(Parameter.DURATION);
    deadline = settings.duration(Parameter.DEADLINE);
    settings.validate();
    profile = settings.text(Parameter.PROFILE);
    double share = settings.has(Parameter.TRACE_SHARE) ? settings.number(Parameter.TRACE_SHARE) : 0;
    if (profile.equals(TRACES)) {
      if (share == 0) {
        throw new UserError(
            "trace-share=0: there is nothing to measure; give -Dtrace-share=0.01 or more");
      }
      TracedCalls traced = new TracedCalls(share);
      addition = traced;
      traceShare = traced;
    } else {
      addition = profile.equals(LIVE) ? new ScrapedLive() : null;
      traceShare = () -> share;
    }
    if (block.compareTo(LEAST_BLOCK) < 0) {
      throw new UserError(
          "duration=%s: a block must be at least %s s, since its edges are left out"
              .formatted(settings.text(Parameter.DURATION), LEAST_BLOCK.toSeconds()));
    }
    if (Starts.number(settings) > 1) {
      throw new UserError(
          "runs=%s: a benchmark repeats its blocks by cycles; leave -Druns out"
              .formatted(settings.text(Parameter.RUNS)));
    }
    Duration warmUp = settings.duration(Parameter.WARMUP);
    if (warmUp.isZero()) {
      throw new UserError(
          "warmup=0s: a cold JVM does not hold the rate, and what piles up takes seconds to go; give a time, as -Dwarmup=10s");
    }
    int cycles = Math.toIntExact(settings.whole(Parameter.CYCLES));
    plan = (addition == null ? inTurns(warmUp, cycles) : withAndWithout(warmUp, cycles)).plan();
    limits = AuditLimits.from(settings.config());
    // As many messages as ever, so that no cache of the processor is kinder; all ask the one thing
    // that the server has the answer to.
    List<Query> queries = QuerySet.load().queries();
    requests = queries.stream().map(_ -> request(queries.getFirst().vector())).toList();
    coordinator = NullCoordinatorProcess.start();
    Runtime.getRuntime().addShutdownHook(new Thread(coordinator::close));
    bare = new BareClient(coordinator.port(), requests, deadline, settings.departsExactly());
    cpu = new CpuClock(coordinator);
    Map<String, String> parameters = settings.parameters();
    parameters.put(Parameter.ARRIVALS.key(), "even");
    benchmark =
        new BenchmarkLoad(
            settings,
            SIMULATION,
            "null coordinator on this machine",
            parameters,
            plan,
            this::conduct);
  }

  /**
   * Starts the null coordinator and the bare client, and plans the blocks. A mistake in the
   * settings ends the JVM with one line.
   *
   * @return the run
   */
  public static GeneratorCostRun begin() {
    return BenchmarkLoad.begin(SIMULATION, GeneratorCostRun::new);
  }

  private LoadProfile inTurns(Duration warmUp, int cycles) {
    return LoadProfile.empty()
        .then(warmUp(warmUp))
        .pause(BARE_WARM_UP, warmUp)
        .repeat(cycles, cycle -> cycle.pause(BARE, block).constant(OURS, qps, block));
  }

  /** Of every other pair the second block is the one without, so that neither is always warmer. */
  private LoadProfile withAndWithout(Duration warmUp, int cycles) {
    LoadProfile load = LoadProfile.empty().then(warmUp(warmUp));
    for (int cycle = 1; cycle <= cycles; cycle++) {
      List<String> pair = List.of(CostReport.WITHOUT, profile);
      for (String name : cycle % 2 == 1 ? pair : pair.reversed()) {
        load = load.constant(cycle == 1 ? name : name + "-" + cycle, qps, block);
      }
    }
    return load;
  }

  private static SearchRequest request(float[] vector) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setK(10)
            .setGraph(GraphOptions.newBuilder().setRelationships(true));
    for (float value : vector) {
      request.addEmbedding(value);
    }
    return request.build();
  }

  /** {@return the name that the scenario must have} */
  public String scenario() {
    return benchmark.scenario();
  }

  /** {@return when our users begin} */
  public OpenInjectionStep[] injection() {
    return benchmark.injection();
  }

  /** {@return a protocol that records} */
  public GrpcProtocolBuilder protocol() {
    return benchmark.protocol(coordinator, deadline).traceShare(traceShare);
  }

  /**
   * {@return the request of a user; the bare client sends the same ones}
   *
   * @param userId the user's number
   */
  public SearchRequest request(long userId) {
    return requests.get((int) (userId % requests.size()));
  }

  /** Starts the bare client when it is its turn, and reads the CPU clock in every block. */
  private void conduct(long zero) throws InterruptedException {
    List<Phase> phases = plan.profile().phases();
    if (addition != null) {
      // Compiled, too, when its first block begins.
      addition.on(benchmark.running());
    }
    for (int index = 1; index < phases.size(); index++) {
      Phase phase = phases.get(index);
      long start = zero + plan.startNanos(index);
      boolean own = !phase.name().startsWith(BARE);
      BenchmarkLoad.sleepUntil(start - aheadNanos(own));
      if (addition != null) {
        addition.off();
        if (phase.matches(profile)) {
          addition.on(benchmark.running());
        }
      }
      if (!own) {
        bareBlocks.put(phase.name(), bare.start(bareBlock(phase).plan(), start));
      }
      if (!phase.name().equals(BARE_WARM_UP)) {
        BenchmarkLoad.sleepUntil(start + LEAD_IN_NANOS);
        CpuClock.Reading from = cpu.read();
        BenchmarkLoad.sleepUntil(zero + plan.endNanos(index) - LEAD_OUT_NANOS);
        readings.put(phase.name(), new CpuClock.Reading[] {from, cpu.read()});
        say(phase.name());
      }
    }
    if (addition != null) {
      addition.off();
    }
  }

  private long aheadNanos(boolean own) {
    if (addition != null) {
      return SWITCHED_AHEAD_NANOS;
    }
    return own ? 0 : BARE_AHEAD_NANOS;
  }

  private LoadProfile bareBlock(Phase pause) {
    return pause.name().equals(BARE_WARM_UP)
        ? LoadProfile.empty().then(warmUp(pause.duration()))
        : LoadProfile.empty().constant(BARE, qps, pause.duration());
  }

  private Phase warmUp(Duration duration) {
    return new Phase(LoadProfile.WARM_UP, new Shape.Ramp(qps / 10, qps), duration, false);
  }

  private static void say(String block) {
    System.out.println("measured " + block);
  }

  /** Prints what was measured, and writes it into the run's folder. */
  public void finish() {
    benchmark.stop();
    bare.close();
    coordinator.close();
    RunLog log = benchmark.seal();
    List<String> problems = new ArrayList<>(problems(ScheduleAudit.of(log, limits)));
    String unused = addition == null ? "" : addition.problem(benchmark.running());
    if (!unused.isEmpty()) {
      problems.add(unused);
    }
    CostReport report =
        addition == null
            ? new CostReport(qps, blocks(log), problems)
            : CostReport.ofAddition(profile, qps, blocks(log), problems);
    report.writeTo(benchmark.folder().path().resolve("generator-cost.json"));
    System.out.print(report.table());
    System.out.println("Run folder: " + benchmark.folder().path());
    // Gatling has some lines to print yet.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(report.lastLine())));
  }

  private static List<String> problems(ScheduleAudit audit) {
    return audit.measured() ? audit.violations() : List.of(audit.problem());
  }

  private List<CostBlock> blocks(RunLog log) {
    List<CostBlock> blocks = new ArrayList<>();
    readings.forEach((phase, pair) -> {
      BareClient.Block sent = bareBlocks.get(phase);
      blocks.add(
          sent == null
              ? ours(log, phase, pair)
              : CostBlock.between(
                  pair[0],
                  pair[1],
                  CostReport.BARE,
                  "bare event loop",
                  sent.lagP99Millis(),
                  sent.lost()));
    });
    return blocks;
  }

  private CostBlock ours(RunLog log, String phase, CpuClock.Reading[] pair) {
    Selection sent = log.select(phase::equals, _ -> true);
    Histogram lag = sent.histogram(Series.DISPATCH_LAG, _ -> true);
    long planned = sent.phases().stream().mapToLong(PlannedPhase::arrivals).sum();
    return CostBlock.between(
        pair[0],
        pair[1],
        addition == null ? OURS : phase.startsWith(profile) ? profile : CostReport.WITHOUT,
        "Gatling's event loop",
        lag.getValueAtPercentile(99) / 1e6,
        planned - sent.answers().ok());
  }
}
