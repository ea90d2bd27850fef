package io.hybridperf.embedded.stack;

import io.hybridperf.embedded.data.DataDirectory;
import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.engine.VectorEngine;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Footprint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The three stores, which share nothing and so start and stop side by side.
 *
 * @param vectors content's embeddings
 * @param graph content's genres, themes and relationships
 * @param policies users' policies
 */
public record EmbeddedStores(VectorEngine vectors, EmbeddedNeo4j graph, EmbeddedPostgresql policies)
    implements AutoCloseable {

  /**
   * Starts all three on what the folder holds. If one fails, the others are closed.
   *
   * @param milvus see {@link VectorEngine#start}
   * @param films how many they hold, or will
   */
  static EmbeddedStores start(
      DataDirectory data, Optional<String> milvus, int films, Progress progress) throws Exception {
    Closer opened = new Closer();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Future<EmbeddedNeo4j> graph =
          threads.submit(() -> {
            EmbeddedNeo4j store =
                opened.keep(EmbeddedNeo4j.start(data.neo4j(), Footprint.pageCache(films)));
            progress.say(EmbeddedNeo4j.engine() + " answers at " + store.address());
            return store;
          });
      Future<EmbeddedPostgresql> policies =
          threads.submit(() -> {
            EmbeddedPostgresql store =
                opened.keep(
                    EmbeddedPostgresql.start(
                        data.postgresqlPrograms(),
                        data.postgresqlCluster(),
                        data.log("postgresql.log")));
            progress.say(store.engine() + " answers at " + store.address());
            return store;
          });
      Future<VectorEngine> vectors =
          threads.submit(() -> {
            VectorEngine store =
                opened.keep(VectorEngine.start(milvus, data.vectors(), data.log("milvus.log")));
            progress.say(store.name() + " answers at " + store.address());
            return store;
          });
      try {
        return new EmbeddedStores(vectors.get(), graph.get(), policies.get());
      } catch (ExecutionException | InterruptedException e) {
        // No thread is interrupted: that would close files under an engine's feet.
        opened.closeAll();
        throw e.getCause() instanceof Exception reason ? reason : e;
      }
    }
  }

  /** Milvus's address, as host:port. */
  public String vectorAddress() {
    return vectors.address();
  }

  /** Where all three answer. */
  ReadyMessage.Addresses addresses() {
    return new ReadyMessage.Addresses(vectorAddress(), graph.address(), policies.address());
  }

  /** Stops all three, side by side: a person waits for it. */
  @Override
  public void close() {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      for (AutoCloseable store : List.of(vectors, graph, policies)) {
        threads.execute(() -> Closer.close(store));
      }
    }
  }
}
