package io.hybridperf.embedded.data;

import io.hybridperf.embedded.stack.Progress;
import io.hybridperf.embedded.stack.Stores;
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
    return "dataset %s, %d tenants, at most %d rules a policy, schema %d"
        .formatted(dataset.id(), dataset.tenants(), dataset.maxRules(), SCHEMA_VERSION);
  }

  /**
   * Loads the stores side by side. When it returns, everything is durable. Closing a store ends it
   * early, with an exception.
   */
  public static void load(Stores stores, Dataset dataset, Progress progress) throws Exception {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Callable<Boolean> vectorLoad =
          () -> {
            VectorLoader.load(stores.vectorAddress(), dataset, progress);
            return true;
          };
      Future<?> vectors = threads.submit(vectorLoad);
      Future<?> graph =
          threads.submit(
              Executors.callable(() -> GraphLoader.load(stores.graph(), dataset, progress)));
      Callable<Boolean> policyLoad =
          () -> {
            PolicyLoader.load(stores.policies(), dataset, progress);
            return true;
          };
      Future<?> policies = threads.submit(policyLoad);
      try {
        vectors.get();
        graph.get();
        policies.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception reason ? reason : e;
      }
    }
  }
}
