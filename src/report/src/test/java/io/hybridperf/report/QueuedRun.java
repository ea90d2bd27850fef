package io.hybridperf.report;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.verdict.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * A run's folder as a run leaves it, whose answers come from a queue with one worker (Lindley's
 * recursion), so that neighbours are alike. Recorded in simulated time.
 */
public final class QueuedRun {
  private static final double BUSY = 0.4;

  private final int rate;
  private final int seconds;
  private final long seed;
  private DoubleUnaryOperator change = seconds -> seconds;
  private double errors = 0.002;
  private double recall = 0.97;
  private String settings =
      """
      { "slos" : { "p99" : { "metric" : "response-time-p99", "must-pass" : "< 1 s" } } }
      """;
  private Findings findings = Findings.none();
  private long epochMillis = 1_000;
  private UnaryOperator<RunInfo> description = info -> info;

  /**
   * A run of one phase.
   *
   * @param rate requests a second
   * @param seconds how long
   * @param seed of everything random
   */
  public QueuedRun(int rate, int seconds, long seed) {
    this.rate = rate;
    this.seconds = seconds;
    this.seed = seed;
  }

  /** {@return how long answers take in the mean, in seconds} */
  public double meanSeconds() {
    return BUSY / rate / (1 - BUSY);
  }

  /** What becomes of each response time, in seconds. */
  public QueuedRun changed(DoubleUnaryOperator ofSeconds) {
    change = ofSeconds;
    return this;
  }

  /** The share of the requests that fail. */
  public QueuedRun errors(double share) {
    errors = share;
    return this;
  }

  /** The mean recall. */
  public QueuedRun recall(double mean) {
    recall = mean;
    return this;
  }

  /** What run.json says beyond the load. */
  public QueuedRun described(UnaryOperator<RunInfo> how) {
    description = how;
    return this;
  }

  /** The content of settings.json. */
  public QueuedRun settings(String json) {
    settings = json;
    return this;
  }

  /** When recording starts by this machine's clock, in milliseconds since 1970. */
  public QueuedRun startsAt(long millis) {
    epochMillis = millis;
    return this;
  }

  /** What the simulation found out. */
  public QueuedRun findings(Findings found) {
    findings = found;
    return this;
  }

  /** The same run of another simulation, elsewhere. */
  public static RunInfo of(RunInfo info, String simulation, String environment, double scale) {
    return new RunInfo(
        info.schemaVersion(),
        simulation,
        environment,
        scale,
        info.gate(),
        info.status(),
        info.start(),
        info.end(),
        info.seed(),
        info.parameters(),
        info.phases(),
        info.versions(),
        info.engines(),
        info.dataset(),
        info.machine(),
        info.git());
  }

  /** Writes the folder. */
  public RunFolder in(Path results) throws IOException {
    ArrivalPlan plan =
        LoadProfile.empty().constant("steady", rate, Duration.ofSeconds(seconds)).plan();
    RunFolder folder = RunFolder.create(results, "Queued", Instant.EPOCH);
    Files.writeString(folder.settingsJson(), settings);
    RunInfo info =
        description.apply(RunInfo.starting("Queued", "test", 1, "must-pass", seed, plan));
    info.writeTo(folder);
    SimulatedClock clock = new SimulatedClock(epochMillis);
    try (RunRecorder recorder = clock.open(folder, plan)) {
      answer(plan, recorder, clock);
    }
    findings.writeTo(folder);
    Digests.seal(folder, info.ended(RunStatus.COMPLETE, Instant.now()));
    return folder;
  }

  private void answer(ArrivalPlan plan, RunRecorder recorder, SimulatedClock clock) {
    SplittableRandom random = new SplittableRandom(seed);
    SampleWriter writer = recorder.writer();
    TreeMap<Long, Runnable> pending = new TreeMap<>();
    double wait = 0;
    double service = 0;
    for (long arrival = 0; arrival < plan.count(); arrival++) {
      long planned = plan.plannedNanos(arrival);
      wait = Math.max(0, wait + service - exponential(random) / rate);
      service = BUSY / rate * exponential(random);
      long took = Math.max(1_000, Math.round(1e9 * change.applyAsDouble(wait + service)));
      long n = arrival;
      String label = arrival % 5 == 3 ? "hybrid" : "simple";
      String status = random.nextDouble() < errors ? "UNAVAILABLE" : "OK";
      long hits = Math.min(10, Math.round(10 * recall + 0.7 * random.nextGaussian()));
      flushUntil(planned, clock, recorder, pending);
      recorder.arrivals().started(arrival, planned);
      writer.sent(0, label);
      pending.merge(
          planned + took,
          () -> {
            writer.record(0, label, status, took, took + 1_000, 1_000);
            if (n % 4 == 0) {
              writer.value("recall@10", 0, label, status, Math.max(0, hits) * 100_000);
            }
          },
          (one, other) ->
              () -> {
                one.run();
                other.run();
              });
    }
    flushUntil(plan.totalNanos() + SimulatedClock.SECOND, clock, recorder, pending);
  }

  private static void flushUntil(
      long now, SimulatedClock clock, RunRecorder recorder, NavigableMap<Long, Runnable> pending) {
    while (now >= clock.nanoTime() + SimulatedClock.SECOND) {
      var due = pending.headMap(clock.nanoTime() + SimulatedClock.SECOND, true);
      due.values().forEach(Runnable::run);
      due.clear();
      clock.goOn();
      recorder.flush();
    }
  }

  private static double exponential(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble());
  }
}
