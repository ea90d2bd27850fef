package io.hybridperf.embedded.data;

import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Dataset;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings a data set into three empty stores. */
public final class DataLoader {
  // To be raised whenever the loaders or the stores' schemas change what they write.
  private static final int SCHEMA_VERSION = 4;

  private DataLoader() {}

  /** Names what {@link #load} writes: equal texts, equal content. */
  public static String contentOf(Dataset dataset) {
    return "dataset %s, %s tenants, at most %s rules a policy, schema %s"
        .formatted(dataset.id(), dataset.tenants(), dataset.maxRules(), SCHEMA_VERSION);
  }

  /**
   * Loads the stores side by side. When it returns, everything is durable. Closing a store ends it
   * early, with an exception.
   *
   * @param vectorAddress host:port of the vector store
   * @param graph the graph store
   * @param policies the policy store
   * @param dataset what to load
   * @param progress told of each part that is loaded
   * @throws Exception the first failure of a part
   */
  public static void load(
      String vectorAddress,
      EmbeddedNeo4j graph,
      EmbeddedPostgresql policies,
      Dataset dataset,
      Progress progress)
      throws Exception {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Callable<Boolean> vectorLoad =
          () -> {
            VectorLoader.load(vectorAddress, dataset, progress);
            return true;
          };
      Future<?> vectors = threads.submit(vectorLoad);
      Future<?> graphLoad =
          threads.submit(Executors.callable(() -> GraphLoader.load(graph, dataset, progress)));
      Callable<Boolean> policyTask =
          () -> {
            PolicyLoader.load(policies, dataset, progress);
            return true;
          };
      Future<?> policyLoad = threads.submit(policyTask);
      try {
        vectors.get();
        graphLoad.get();
        policyLoad.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception reason ? reason : e;
      }
    }
  }
}
