package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.workload.TrueNeighbours;
import io.hybridperf.jmh.workload.Workload;
import io.hybridperf.measurement.files.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Recall against queries a second: one index, its search setting swept from fast and rough to slow
 * and thorough, one thread. Written as JSON and Markdown, and drawn where this Java can draw.
 */
@Command(
    name = "sweep",
    description = "Measures recall against queries a second: table, JSON and picture.")
final class Sweep implements Callable<Integer> {
  /** What is swept for which engine. */
  private static final Map<String, String> SETTING =
      Map.of(
          "lucene-hnsw", "ef",
          "jvector", "ef",
          "cuvs-cagra", "itopk",
          "cuvs-ivf-flat", "nprobe",
          "cuvs-ivf-pq", "nprobe",
          "milvus", "ef");

  private static final int WARM_UP_PASSES = 2;

  /** One point of a curve: the median of several passes over all queries. */
  record Point(String backend, String tuning, double recall, double qps) {}

  @Option(names = "--data", description = "The data set; default: ${DEFAULT-VALUE}.")
  private String data = "clustered:100000x128";

  @Option(
      names = "--queries",
      converter = Positive.class,
      description = "How many at most; default: ${DEFAULT-VALUE}.")
  private int queries = 1_000;

  @Option(
      names = "--k",
      converter = Positive.class,
      description = "Answers a query; default: ${DEFAULT-VALUE}.")
  private int k = 10;

  @Option(
      names = "--batch",
      converter = Positive.class,
      description = "Queries a search; default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(
      names = "--passes",
      converter = Positive.class,
      description = "Over all queries, the median counts; default: ${DEFAULT-VALUE}.")
  private int passes = 5;

  @Option(names = "--backends", split = ",", description = "Engines; default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of("cpu-exact", "lucene-hnsw", "jvector");

  @Option(
      names = "--values",
      split = ",",
      converter = Positive.class,
      description = "Of ef, itopk or nprobe, whatever the engine has; default: ${DEFAULT-VALUE}.")
  private List<Integer> values = List.of(10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512);

  @Option(
      names = "--tuning",
      description =
          "How indexes are built, e.g. M=16,efConstruction=200; default: as the engine's.")
  private String tuning = "";

  @Override
  public Integer call() {
    Workload workload = Workload.open(data, queries);
    Tuning build = Tuning.parse(tuning);
    List<Point> points = new ArrayList<>();
    List<String> notMeasured = new ArrayList<>();
    for (String backend : backends) {
      if (Backends.named(backend).probe() instanceof Availability.Unavailable(String reason)) {
        notMeasured.add("backend " + backend + ": " + reason);
        System.err.println("NOT MEASURED: backend " + backend + ": " + reason);
      } else {
        points.addAll(measure(workload, backend, build));
      }
    }
    write(workload, points, notMeasured);
    return notMeasured.isEmpty() ? 0 : 1;
  }

  private List<Point> measure(Workload workload, String name, Tuning build) {
    List<Point> points = new ArrayList<>();
    TrueNeighbours truth = workload.truth(DistanceMetric.COSINE, Math.max(k, 100));
    try (VectorSearchBackend backend = Backends.available(name)) {
      long start = System.nanoTime();
      backend.build(workload.vectors(), DistanceMetric.COSINE, known(backend, build));
      System.err.printf("%s: built in %.1f s%n", name, (System.nanoTime() - start) / 1e9);
      String setting = SETTING.get(name);
      for (int value : setting == null ? List.of(k) : values) {
        Tuning search =
            setting == null ? Tuning.none() : new Tuning(Map.of(setting, String.valueOf(value)));
        if (value >= k || "nprobe".equals(setting)) {
          backend.tune(search);
          Point point = point(workload, backend, search, truth);
          System.err.printf(
              "  %-12s %-10s recall@%d %.4f  %,.0f QPS%n",
              name, point.tuning, k, point.recall, point.qps);
          points.add(point);
        }
      }
    }
    return points;
  }

  /** A build setting that one engine of several does not have is not its business. */
  private static Tuning known(VectorSearchBackend backend, Tuning build) {
    Map<String, String> known = new TreeMap<>(build.values());
    known.keySet().retainAll(backend.settings());
    return new Tuning(known);
  }

  private Point point(
      Workload workload, VectorSearchBackend backend, Tuning search, TrueNeighbours truth) {
    int dimension = workload.vectors().dimension();
    float[] all = workload.queries().toArray();
    int count = workload.queries().rows() / batch * batch;
    float[] asked = new float[batch * dimension];
    int[] ids = new int[batch * k];
    float[] distances = new float[batch * k];
    double[] rates = new double[passes];
    double recall = truth.recall(backend::search, count, batch, k);
    for (int pass = -WARM_UP_PASSES; pass < passes; pass++) {
      long nanos = 0;
      for (int q = 0; q < count; q += batch) {
        System.arraycopy(all, q * dimension, asked, 0, batch * dimension);
        long start = System.nanoTime();
        backend.search(asked, batch, k, ids, distances);
        nanos += System.nanoTime() - start;
      }
      if (pass >= 0) {
        rates[pass] = count * 1e9 / nanos;
      }
    }
    Arrays.sort(rates);
    return new Point(backend.name(), search.toString(), recall, rates[passes / 2]);
  }

  private void write(Workload workload, List<Point> points, List<String> notMeasured) {
    Path folder = ResultsFolder.create("sweep");
    ObjectNode document = RunEnvironment.document("hybrid-perf-sweep");
    document.put("data", data).put("label", workload.vectors().label());
    document.put("k", k).put("batch", batch).put("queries", workload.queries().rows());
    ArrayNode list = document.putArray("points");
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "# Recall@%d against queries a second\n\n%s (%s), batch %d, one caller, load average %.1f\n\n| Engine | Setting | Recall@%d | QPS |\n|---|---|---:|---:|\n",
                k,
                data,
                workload.vectors().label(),
                batch,
                document.at("/environment/machine/loadAverage").asDouble(),
                k));
    for (Point point : points) {
      list.addObject()
          .put("backend", point.backend)
          .put("tuning", point.tuning)
          .put("recall", point.recall)
          .put("qps", point.qps);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.4f | %,.0f |\n",
              point.backend,
              point.tuning,
              point.recall,
              point.qps));
    }
    ArrayNode missing = document.putArray("notMeasured");
    notMeasured.forEach(missing::add);
    notMeasured.forEach(line -> table.append("\nNOT MEASURED: ").append(line).append('\n'));
    Json.write(folder.resolve("sweep.json"), document);
    ResultsFolder.write(folder, "sweep.md", table.toString());
    System.out.println(table);
    if (ModuleLayer.boot().findModule("java.desktop").isPresent()) {
      SweepChart.draw(points, k, data, folder.resolve("recall-qps.png"));
    } else {
      System.err.println("no picture: this Java has no java.desktop; sweep.json has the points");
    }
    System.out.println("Results: " + folder);
  }
}
