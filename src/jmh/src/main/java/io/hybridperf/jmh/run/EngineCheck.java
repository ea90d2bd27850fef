package io.hybridperf.jmh.run;

import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.workload.TrueNeighbours;
import io.hybridperf.jmh.workload.Workload;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A quick check of engines against the truth in double precision, where no tests can run: three
 * metrics, several batch sizes. What fails here must not be timed.
 */
@Command(
    name = "check",
    description = "Holds engines against the truth in double precision; status 1 if one is wrong.")
final class EngineCheck implements Callable<Integer> {
  private static final int K = 10;
  private static final int QUERIES = 128;
  private static final double EXACT_FLOOR = 0.999;
  private static final double APPROXIMATE_FLOOR = 0.9;

  @Option(names = "--backends", split = ",", description = "Engines; default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of("cpu-exact", "lucene-hnsw", "jvector");

  @Option(names = "--data", description = "The data set; default: ${DEFAULT-VALUE}.")
  private String data = "clustered:20000x96";

  @Override
  public Integer call() {
    Workload workload = Workload.open(data, QUERIES);
    boolean failed = false;
    for (String name : backends) {
      for (DistanceMetric metric : DistanceMetric.values()) {
        try (VectorSearchBackend backend = Backends.available(name)) {
          backend.build(workload.vectors(), metric, Tuning.none());
          TrueNeighbours truth = workload.truth(metric, K);
          double floor = backend.exact() ? EXACT_FLOOR : APPROXIMATE_FLOOR;
          for (int batch : new int[] {1, 10, QUERIES}) {
            double recall = truth.recall(backend::search, QUERIES, batch, K);
            boolean right = recall >= floor;
            failed |= !right;
            System.out.printf(
                "%-18s %-14s batch %3d  recall@%d %.4f  %s%n",
                name, metric, batch, K, recall, right ? "ok" : "WRONG: at least " + floor);
          }
        }
      }
    }
    return failed ? 1 : 0;
  }
}
