package io.hybridperf.jmh.run;

import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.Metric;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.workload.GroundTruth;
import io.hybridperf.jmh.workload.Workload;
import java.util.List;

/**
 * A quick check of engines against the truth in double precision, where no tests can run: three
 * metrics, several batch sizes. What fails here must not be timed.
 */
final class Check {
  private static final int K = 10;
  private static final int QUERIES = 128;
  private static final double EXACT_FLOOR = 0.999;
  private static final double APPROXIMATE_FLOOR = 0.9;

  private Check() {}

  static int run(Arguments arguments) {
    List<String> backends = arguments.list("backends", "cpu-exact,lucene-hnsw,jvector");
    Workload workload = Workload.open(arguments.text("data", "clustered:20000x96"), QUERIES);
    boolean failed = false;
    for (String name : backends) {
      for (Metric metric : Metric.values()) {
        try (VectorSearchBackend backend = Backends.available(name)) {
          backend.build(workload.vectors(), metric, Tuning.none());
          GroundTruth truth = workload.truth(metric, K);
          double floor = backend.exact() ? EXACT_FLOOR : APPROXIMATE_FLOOR;
          for (int batch : new int[] {1, 10, QUERIES}) {
            double recall = recall(backend, workload, truth, batch);
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

  private static double recall(
      VectorSearchBackend backend, Workload workload, GroundTruth truth, int batch) {
    int dimension = workload.vectors().dimension();
    float[] queries = workload.queries().toArray();
    float[] asked = new float[batch * dimension];
    int[] ids = new int[batch * K];
    float[] distances = new float[batch * K];
    int right = 0;
    int count = QUERIES / batch * batch;
    for (int q = 0; q < count; q += batch) {
      System.arraycopy(queries, q * dimension, asked, 0, asked.length);
      backend.search(asked, batch, K, ids, distances);
      for (int i = 0; i < batch; i++) {
        right += truth.right(q + i, ids, i * K, K);
      }
    }
    return (double) right / (count * K);
  }
}
