package io.hybridperf.report;

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
import io.hybridperf.measurement.run.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A run's folder with everything that a run of the suite records, recorded in simulated time: three
 * types of queries in three phases, stages, caches, recall, resources, slowest calls, and what a
 * Prometheus scraped.
 */
public final class LargeRun {
  private static final String SETTINGS =
      """
      { "confidence" : 0.95, "slos" : {
        "p99 response time" : { "metric" : "response-time-p99", "must-pass" : "< 60 ms", "target" : "< 30 ms" },
        "error rate" : { "metric" : "error-rate", "must-pass" : "< 2 %", "target" : "< 1 %" },
        "throughput" : { "metric" : "throughput", "must-pass" : ">= 10 /s" },
        "recall" : { "metric" : "recall@10", "must-pass" : ">= 0.9" } } }
      """;

  private static final int TRACED = 100;

  private final ArrivalPlan plan;
  private final List<Phase> phases;
  private final SplittableRandom random = new SplittableRandom(1);
  private final int seconds;

  /**
   * A run.
   *
   * @param rate requests a second at its peak; it begins at half of that
   * @param seconds how long the judged phases take
   */
  public LargeRun(int rate, int seconds) {
    this.seconds = seconds;
    plan =
        LoadProfile.empty()
            .warmUp(rate / 2.0, Duration.ofSeconds(10))
            .constant("baseline", rate, Duration.ofSeconds(seconds / 2))
            .constant("peak", rate, Duration.ofSeconds(seconds - seconds / 2))
            .plan();
    phases = plan.profile().phases();
  }

  /** Writes the folder. */
  public RunFolder in(Path results) throws IOException {
    RunFolder folder = RunFolder.create(results, "Large", Instant.EPOCH);
    Files.writeString(folder.settingsJson(), SETTINGS);
    RunInfo info = RunInfo.starting("Large", "test", 1, "must-pass", 1, plan);
    info.writeTo(folder);
    Files.writeString(
        folder.events(),
        "{\"seconds\":%s.0,\"tookSeconds\":0.1,\"event\":\"graph store stopped\"}\n"
            .formatted(10 + seconds / 3));
    try (ResourceLog resources = ResourceLog.open(folder)) {
      for (int second = 0; second < seconds; second += 5) {
        resources.append(
            List.of(
                new ResourceSample(second, ResourceSample.GENERATOR, ResourceSample.THREADS, 20),
                new ResourceSample(
                    second, ResourceSample.TARGET, ResourceSample.HEAP_USED, 1e8 + 1e5 * second)));
      }
    }
    ScrapedSeries.write(folder, scraped());
    new SimulatedClock(1_000).record(folder, plan, this::answer);
    Digests.seal(folder, info.ended(RunStatus.COMPLETE, Instant.now()));
    return folder;
  }

  private void answer(RunRecorder recorder, long arrival, long planned) {
    recorder.arrivals().started(arrival, planned);
    SampleWriter writer = recorder.writer();
    int phase = plan.phaseOf(arrival);
    int kind = random.nextInt(10);
    String label = kind < 5 ? "simple" : kind < 8 ? "hybrid" : "complex";
    String status = random.nextInt(1_000) == 0 ? "UNAVAILABLE" : "OK";
    long vector = nanos(2);
    long graph = label.equals("simple") ? 0 : nanos(3);
    long policy = label.equals("complex") ? nanos(1) : 0;
    long aggregation = nanos(0.2);
    long took = vector + graph + policy + aggregation + nanos(0.5);
    writer.sent(phase, label);
    writer.record(phase, label, status, took, took + 20_000, 20_000);
    writer.value(Series.STAGE_VECTOR, phase, label, status, vector);
    writer.value(Series.STAGE_AGGREGATION, phase, label, status, aggregation);
    if (graph > 0) {
      writer.value(Series.STAGE_GRAPH, phase, label, status, graph);
      writer.value(Series.CACHE_GRAPH, phase, label, status, 1_000_000L * random.nextInt(2));
    }
    if (policy > 0) {
      writer.value(Series.STAGE_POLICY, phase, label, status, policy);
      writer.value(Series.CACHE_POLICY, phase, label, status, 1_000_000L * random.nextInt(2));
    }
    if (arrival % 20 == 0) {
      writer.value("recall@10", phase, label, status, 100_000L * (9 + random.nextInt(2)));
    }
    boolean traced = arrival % TRACED == 0;
    SlowestCalls.Kind slowest = recorder.slowest().of(phases.get(phase).name(), label);
    if (slowest.takes(took, traced)) {
      slowest.add(
          new SlowCall(
              phases.get(phase).name(),
              label,
              status,
              planned / 1e9,
              took,
              took - 20_000,
              20_000,
              "127.0.0.1:50051",
              "query " + arrival,
              traced ? String.format(Locale.ROOT, "%032x", arrival + 1) : "",
              Map.of(Series.STAGE_VECTOR, vector, Series.STAGE_GRAPH, graph)));
    }
  }

  private long nanos(double meanMillis) {
    return Math.round(-1e6 * meanMillis * Math.log(1 - random.nextDouble())) + 1_000;
  }

  /** As the configuration asks for them, on a machine with two GPUs and a pod that went. */
  private List<ScrapedSeries> scraped() {
    List<ScrapedSeries> all = new ArrayList<>();
    for (int gpu = 0; gpu < 2; gpu++) {
      int shift = 9 * gpu;
      all.add(
          series(
              "GPU utilisation",
              "%",
              "avg_over_time(DCGM_FI_DEV_GPU_UTIL[20s])",
              Map.of("Hostname", "gpu-node-1.example", "gpu", "" + gpu, "job", "dcgm"),
              at -> 60 + shift + 20 * Math.sin(at / 20)));
    }
    for (String cache : List.of("graph", "policy", "result")) {
      all.add(
          series(
              "cache hit rate by cache",
              "%",
              "100 * sum by (cache) (rate(hybrid_cache_requests_total{result=\"hit\"}[20s])) / sum by (cache) (rate(hybrid_cache_requests_total[20s]))",
              Map.of("cache", cache),
              at -> (30 + 10 * cache.length()) * (1 - Math.exp(-at / 30))));
    }
    all.add(
        new ScrapedSeries(
            "cache hit rate",
            "%",
            "100 * sum by (job) (rate(hybrid_cache_requests_total[20s]))",
            Map.of("job", "coordinator"),
            List.of(5.0),
            List.of(97.25)));
    for (String pool : List.of("neo4j", "milvus", "postgres")) {
      for (String state : List.of("active", "max", "pending")) {
        double level = state.equals("max") ? 100 : state.equals("active") ? 40 : 0;
        all.add(
            series(
                "pools",
                "connections, operations in flight",
                "sum by (pool, state) (avg_over_time(hybrid_pool_connections{state!=\"idle\"}[20s]))",
                Map.of("pool", pool, "state", state),
                at -> level + (level == 40 ? pool.length() * Math.cos(at / 9) : 0)));
      }
    }
    return all;
  }

  private ScrapedSeries series(
      String name,
      String unit,
      String expression,
      Map<String, String> labels,
      DoubleUnaryOperator at) {
    List<Double> times = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    double step = Math.max(1, (10.0 + seconds) / ScrapedSeries.MOST_VALUES);
    for (int n = 0; n < Math.min(ScrapedSeries.MOST_VALUES, 10 + seconds); n++) {
      times.add(n * step);
      values.add(at.applyAsDouble(n * step));
    }
    return new ScrapedSeries(name, unit, expression, labels, times, values);
  }
}
