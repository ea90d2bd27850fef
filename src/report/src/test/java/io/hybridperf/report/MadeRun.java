package io.hybridperf.report;

import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.record.SlowestCalls;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.verdict.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A run's folder as a run leaves it, made in simulated time by what records every run. */
public final class MadeRun {

  /** One in so many is traced. */
  private static final int TRACED = 7;

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .warmUp(100, Duration.ofSeconds(2))
          .constant("steady", 150, Duration.ofSeconds(4))
          .constant("peak", 200, Duration.ofSeconds(3))
          .plan();
  private final String[] phases =
      plan.profile().phases().stream().map(Phase::name).toArray(String[]::new);
  private final RunFolder folder;
  private final long responseNanos;
  private Findings findings = Findings.none();
  private UnaryOperator<RunInfo> described = info -> info;
  private String simulation = "Judged";
  private List<String> events = List.of("pause");

  private MadeRun(RunFolder folder, long responseNanos) {
    this.folder = folder;
    this.responseNanos = responseNanos;
  }

  /** {@return a run all of whose answers take about as long} */
  public static MadeRun of(Path results, long responseMillis) {
    return new MadeRun(
        RunFolder.create(results, "Judged", Instant.EPOCH),
        TimeUnit.MILLISECONDS.toNanos(responseMillis));
  }

  public MadeRun settings(String json) throws IOException {
    Files.writeString(folder.settingsJson(), json);
    return this;
  }

  public MadeRun findings(Findings found) {
    findings = found;
    return this;
  }

  /**
   * Says something else of the run than usual.
   *
   * @param name of the simulation
   * @param more changes the rest
   */
  public MadeRun described(String name, UnaryOperator<RunInfo> more) {
    simulation = name;
    described = more;
    return this;
  }

  /** What happened beside the load, all of it after a second. */
  public MadeRun events(List<String> all) {
    events = all;
    return this;
  }

  /** {@return the folder of a run that reached its end} */
  public RunFolder complete() throws IOException {
    RunInfo info = record();
    findings.writeTo(folder);
    Digests.seal(folder, info.ended(RunStatus.COMPLETE, Instant.now()));
    return folder;
  }

  /** {@return the folder of a run that was killed after its last answer} */
  public RunFolder killed() throws IOException {
    record();
    return folder;
  }

  private RunInfo record() throws IOException {
    RunInfo info = described.apply(RunInfo.starting(simulation, "test", 1, "must-pass", 1, plan));
    info.writeTo(folder);
    for (String event : events) {
      Files.writeString(
          folder.events(),
          "{\"seconds\":1.0,\"tookSeconds\":0.1,\"event\":%s}\n"
              .formatted(Json.mapper().writeValueAsString(event)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    try (ResourceLog resources = ResourceLog.open(folder)) {
      resources.append(
          List.of(new ResourceSample(1, ResourceSample.GENERATOR, ResourceSample.THREADS, 20)));
    }
    ScrapedSeries.write(
        folder,
        List.of(
            new ScrapedSeries(
                "cache hit rate",
                "%",
                "100 * hits / requests",
                Map.of("job", "coordinator"),
                List.of(1.0, 2.0, 3.0),
                List.of(20.0, 40.0, 50.0 + responseNanos / 1e9))));
    new SimulatedClock(responseNanos).record(folder, plan, this::answer);
    return info;
  }

  /** A tenth is of another type, one in a hundred fails, and all take a little more and more. */
  private void answer(RunRecorder recorder, long arrival, long planned) {
    recorder.arrivals().started(arrival, planned);
    SampleWriter writer = recorder.writer();
    int phase = plan.phaseOf(arrival);
    String label = arrival % 10 == 3 ? "hybrid" : "simple";
    String status = arrival % 100 == 50 ? "UNAVAILABLE" : "OK";
    long took = responseNanos + 1_000 * arrival;
    writer.sent(phase, label);
    writer.record(phase, label, status, took, took + 1_000, 1_000);
    SlowestCalls.Kind slowest = recorder.slowest().of(phases[phase], label);
    if (slowest.takes(took, arrival % TRACED == 0)) {
      slowest.add(call(arrival, phases[phase], label, status, planned, took));
    }
    if (arrival % 4 == 0) {
      writer.value("recall@10", phase, label, status, 990_000 + arrival);
    }
  }

  private static SlowCall call(
      long arrival, String phase, String label, String status, long planned, long took) {
    return new SlowCall(
        phase,
        label,
        status,
        planned / 1e9,
        took,
        took - 1_000,
        1_000,
        "127.0.0.1:50051",
        "query " + arrival,
        arrival % TRACED == 0 ? String.format(Locale.ROOT, "%032x", arrival + 1) : "",
        Map.of("stage.vector", took / 2, "stage.graph", took / 4));
  }
}
