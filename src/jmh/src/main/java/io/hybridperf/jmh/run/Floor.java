package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.MemoryBandwidth;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.workload.Workload;
import io.hybridperf.measurement.files.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Exact search against its floor: every row must be read once a batch, so no batch takes less than
 * the data set's bytes over the memory's measured bandwidth. Best of many on both sides, the
 * bandwidth measured before and after.
 */
@Command(
    name = "floor",
    description = "Holds exact search against the bandwidth of the memory that it reads.")
final class Floor implements Callable<Integer> {
  private static final long BANDWIDTH_BYTES = 1L << 29;
  private static final long CACHED_BYTES = 1L << 27;
  private static final int ROUNDS = 3;
  private static final List<Integer> KS = List.of(10, 100);
  private static final List<Integer> BATCHES = List.of(1, 10, 100, 1_000);

  @Option(names = "--backend", description = "The engine; default: ${DEFAULT-VALUE}.")
  private String name = "cpu-exact";

  @Option(names = "--data", description = "The data set; default: ${DEFAULT-VALUE}.")
  private String data = "clustered:200000x384";

  @Option(
      names = "--threads",
      converter = Positive.class,
      description = "That search and read; default: as many as there are processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seconds",
      converter = Positive.class,
      description = "Each number of queries is tried that long, thrice; default: ${DEFAULT-VALUE}.")
  private int seconds = 3;

  @Override
  public Integer call() {
    Workload workload = Workload.open(data, 1_000);
    ObjectNode document = RunEnvironment.document("hybrid-perf-floor");
    document.put("backend", name).put("data", data).put("threads", threads);
    ArrayNode points = document.putArray("points");
    StringBuilder table =
        new StringBuilder(
            "| k | Batch | Best time | Reads | of the bandwidth | QPS | Copying |\n|---:|---:|---:|---:|---:|---:|---:|\n");
    double bandwidth;
    try (VectorSearchBackend backend = Backends.available(name)) {
      Tuning tuning =
          backend.settings().contains("threads")
              ? Tuning.parse("threads=" + threads)
              : Tuning.none();
      backend.build(workload.vectors(), DistanceMetric.COSINE, tuning);
      bandwidth = bandwidth(backend, threads);
      Map<String, Best> bests = new HashMap<>();
      // In rounds, the bandwidth between them, so that a neighbour's load hits both alike and the
      // first round's warm-up costs nothing.
      for (int round = 0; round < ROUNDS; round++) {
        for (int k : KS) {
          for (int batch : BATCHES) {
            Best best = best(backend, workload, batch, k, seconds);
            bests.merge(k + " " + batch, best, (x, y) -> x.nanos() <= y.nanos() ? x : y);
          }
        }
        bandwidth = Math.max(bandwidth, bandwidth(backend, threads));
      }
      for (int k : KS) {
        for (int batch : BATCHES) {
          Best best = Objects.requireNonNull(bests.get(k + " " + batch));
          double nanos = best.nanos();
          double reads = workload.vectors().segment().byteSize() / nanos;
          points
              .addObject()
              .put("k", k)
              .put("batch", batch)
              .put("bestMillis", nanos / 1e6)
              .put("qps", batch * 1e9 / nanos)
              .put("gigabytesPerSecond", reads)
              .put("copyingShare", best.copyingShare());
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %d | %d | %.2f ms | %.1f GB/s | %.0f %% | %,.0f | %s |\n",
                  k,
                  batch,
                  nanos / 1e6,
                  reads,
                  100 * reads * 1e9 / bandwidth,
                  batch * 1e9 / nanos,
                  best.device() == 0
                      ? "none"
                      : String.format(Locale.ROOT, "%.0f %%", 100 * best.copyingShare())));
        }
      }
    }
    document.put("bandwidthBytesPerSecond", bandwidth);
    Path folder = ResultsFolder.create("floor");
    Json.write(folder.resolve("floor.json"), document);
    System.out.printf(
        "%s over %s, %d threads; memory is read at %.1f GB/s%n%n%s%nResults: %s%n",
        name, data, threads, bandwidth / 1e9, table, folder);
    if (workload.vectors().segment().byteSize() < CACHED_BYTES) {
      System.out.println(
          "The data set may fit the caches, so memory is no floor: use a larger one.");
    }
    return 0;
  }

  /** Of the device the backend reads from. */
  private static double bandwidth(VectorSearchBackend backend, int threads) {
    return backend
        .deviceBytesPerSecond()
        .orElseGet(() -> MemoryBandwidth.bytesPerSecond(BANDWIDTH_BYTES, threads));
  }

  /** The fastest search, and what its device worked between the copies; 0 without a device. */
  private record Best(long nanos, long device) {
    double copyingShare() {
      return device == 0 ? 0 : 1 - (double) device / nanos;
    }
  }

  private static Best best(
      VectorSearchBackend backend, Workload workload, int batch, int k, int seconds) {
    float[] queries = workload.queries().toArray();
    int[] ids = new int[batch * k];
    float[] distances = new float[batch * k];
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    Best best = new Best(Long.MAX_VALUE, 0);
    // At least a few, however long one takes: the first ones are compiled code's warm-up.
    for (int i = 0; i < 2 || System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      backend.search(queries, batch, k, ids, distances);
      long nanos = System.nanoTime() - start;
      if (nanos < best.nanos()) {
        best = new Best(nanos, backend.deviceNanos().orElse(0));
      }
    }
    return best;
  }
}
