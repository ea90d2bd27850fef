package io.hybridperf.embedded.data;

import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.embedded.start.StackException;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.loader.LoadException;
import io.hybridperf.loader.MilvusLoader;
import io.hybridperf.loader.PostgresLoader;
import io.hybridperf.loader.VectorIndex;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings a data set into the three stores. */
public final class DataLoader {
  // To be raised whenever the loaders or the stores' schemas change what they write.
  private static final int SCHEMA_VERSION = 4;

  private DataLoader() {}

  /**
   * Names what {@link #load} writes.
   *
   * @param dataset what is loaded
   * @param milvus the Milvus in place of the embedded vector server, if there is one
   */
  public static DataContent contentOf(Dataset dataset, Optional<String> milvus) {
    return new DataContent(
        "dataset %s, %s tenants, at most %s rules a policy, schema %s%s"
            .formatted(
                dataset.sourceId(),
                dataset.tenants(),
                dataset.maxRules(),
                SCHEMA_VERSION,
                milvus.map(name -> ", Milvus " + name).orElse("")),
        dataset.films().size());
  }

  /**
   * Loads the stores side by side, which are empty or hold the beginning of it. When it returns,
   * everything is durable. Closing a store ends it early, with an exception.
   *
   * @param vectorAddress host:port of the vector store
   * @param graph the graph store
   * @param policies the policy store
   * @param dataset what to load
   * @param progress told of each part that is loaded
   * @param whenBegun done as soon as what is written can be added to by another load
   * @throws Exception the first failure of a part
   */
  public static void load(
      String vectorAddress,
      EmbeddedNeo4j graph,
      EmbeddedPostgresql policies,
      Dataset dataset,
      Progress progress,
      Callable<?> whenBegun)
      throws Exception {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Callable<Boolean> vectorLoad =
          () -> {
            vectors(vectorAddress, dataset, progress, whenBegun);
            return true;
          };
      Future<?> vectors = threads.submit(vectorLoad);
      Future<?> graphLoad =
          threads.submit(Executors.callable(() -> GraphLoader.load(graph, dataset, progress)));
      Callable<Boolean> policyTask =
          () -> {
            try (Connection connection = policies.connect()) {
              PostgresLoader.load(connection, dataset, progress::say);
            }
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

  /** As any client of Milvus would. */
  private static void vectors(
      String address, Dataset dataset, Progress progress, Callable<?> whenBegun) throws Exception {
    MilvusClientV2 client =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + address).build());
    try {
      MilvusLoader loader = new MilvusLoader(client, MilvusSchema.COLLECTION, progress::say);
      boolean there = loader.open(dataset.dimension(), VectorIndex.HNSW);
      // A collection that is half made is of no use.
      whenBegun.call();
      loader.fill(dataset, there);
    } catch (LoadException e) {
      throw new StackException(String.valueOf(e.getMessage()), e);
    } finally {
      client.close();
    }
  }
}
