package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.Metric;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.workload.GroundTruth;
import io.hybridperf.jmh.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Recall against queries a second: one index, its search setting swept from fast and rough to slow
 * and thorough, one thread. Written as JSON and Markdown, and drawn where this Java can draw.
 */
final class Sweep {
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

  private final Workload workload;
  private final String data;
  private final int k;
  private final int batch;
  private final int passes;

  Sweep(String data, int queries, int k, int batch, int passes) {
    this.data = data;
    this.k = k;
    this.batch = batch;
    this.passes = passes;
    workload = Workload.open(data, queries);
  }

  static int run(Arguments arguments) {
    Sweep sweep =
        new Sweep(
            arguments.text("data", "clustered:100000x128"),
            arguments.number("queries", 1_000),
            arguments.number("k", 10),
            arguments.number("batch", 1),
            arguments.number("passes", 5));
    List<String> backends = arguments.list("backends", "cpu-exact,lucene-hnsw,jvector");
    List<String> values = arguments.list("values", "10,16,24,32,48,64,96,128,192,256,384,512");
    Tuning build = Tuning.parse(arguments.text("tuning", ""));
    List<Point> points = new ArrayList<>();
    List<String> notMeasured = new ArrayList<>();
    for (String backend : backends) {
      if (Backends.named(backend).probe() instanceof Availability.Unavailable(String reason)) {
        notMeasured.add("backend " + backend + ": " + reason);
        System.err.println("NOT MEASURED: backend " + backend + ": " + reason);
      } else {
        points.addAll(sweep.measure(backend, values, build));
      }
    }
    sweep.write(points, notMeasured);
    return notMeasured.isEmpty() ? 0 : 1;
  }

  List<Point> measure(String name, List<String> values, Tuning build) {
    List<Point> points = new ArrayList<>();
    GroundTruth truth = workload.truth(Metric.COSINE, Math.max(k, 100));
    try (VectorSearchBackend backend = Backends.available(name)) {
      long start = System.nanoTime();
      backend.build(workload.vectors(), Metric.COSINE, known(backend, build));
      System.err.printf("%s: built in %.1f s%n", name, (System.nanoTime() - start) / 1e9);
      String setting = SETTING.get(name);
      for (String value : setting == null ? List.of("") : values) {
        Tuning tuning = setting == null ? Tuning.none() : Tuning.parse(setting + "=" + value);
        if (setting == null || Integer.parseInt(value) >= k || setting.equals("nprobe")) {
          backend.tune(tuning);
          Point point = point(backend, tuning, truth);
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

  private Point point(VectorSearchBackend backend, Tuning tuning, GroundTruth truth) {
    int dimension = workload.vectors().dimension();
    float[] queries = workload.queries().toArray();
    int count = workload.queries().rows() / batch * batch;
    float[] asked = new float[batch * dimension];
    int[] ids = new int[batch * k];
    float[] distances = new float[batch * k];
    double[] rates = new double[passes];
    int right = 0;
    for (int pass = -WARM_UP_PASSES; pass < passes; pass++) {
      long nanos = 0;
      for (int q = 0; q < count; q += batch) {
        System.arraycopy(queries, q * dimension, asked, 0, batch * dimension);
        long start = System.nanoTime();
        backend.search(asked, batch, k, ids, distances);
        nanos += System.nanoTime() - start;
        if (pass == 0) {
          for (int i = 0; i < batch; i++) {
            right += truth.right(q + i, ids, i * k, k);
          }
        }
      }
      if (pass >= 0) {
        rates[pass] = count * 1e9 / nanos;
      }
    }
    Arrays.sort(rates);
    return new Point(
        backend.name(), tuning.toString(), (double) right / ((long) count * k), rates[passes / 2]);
  }

  private void write(List<Point> points, List<String> notMeasured) {
    Path folder = ResultsFolder.create("sweep");
    ObjectNode document = ResultsFolder.JSON.createObjectNode();
    document.put("schemaVersion", 1).put("kind", "hybrid-perf-sweep");
    document.set("environment", RunEnvironment.describe(ResultsFolder.JSON));
    document.put("data", data).put("label", workload.vectors().label());
    document.put("k", k).put("batch", batch).put("queries", workload.queries().rows());
    ArrayNode list = document.putArray("points");
    StringBuilder table =
        new StringBuilder(
            "# Recall@%d against queries a second\n\n%s (%s), batch %d, one caller, load average %.1f\n\n| Engine | Setting | Recall@%d | QPS |\n|---|---|---:|---:|\n"
                .formatted(
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
          "| %s | %s | %.4f | %,.0f |\n"
              .formatted(point.backend, point.tuning, point.recall, point.qps));
    }
    ArrayNode missing = document.putArray("notMeasured");
    notMeasured.forEach(missing::add);
    notMeasured.forEach(line -> table.append("\nNOT MEASURED: ").append(line).append('\n'));
    ResultsFolder.write(folder, "sweep.json", document);
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
