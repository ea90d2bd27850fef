package io.hybridperf.coordinator.store.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.Secret;
import io.hybridperf.coordinator.config.StoreTimeouts;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.BreakerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.neo4j.driver.Query;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilders;

/** A real Neo4j whose connections get lost on the way without anybody being told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilentConnectionsTest {
  private static final int CONNECTIONS = 3;
  // The driver by itself would take two minutes.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Neo4j server;

  @BeforeAll
  void start() {
    server = Neo4jBuilders.newInProcessBuilder().withDisabledServer().build();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Neo4jStore store(ForgetfulRouter router) {
    return new Neo4jStore(
        new Neo4jConfig(
            router.uri(),
            "neo4j",
            "",
            Secret.NONE,
            CONNECTIONS,
            new StoreTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
            Duration.ofSeconds(20),
            64,
            true),
        new BreakerConfig(
            Duration.ofSeconds(10),
            2,
            0.5,
            Duration.ofMillis(1),
            Duration.ofSeconds(20),
            Duration.ofMillis(200)));
  }

  private static Deadline in(Duration time) {
    return Deadline.after(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** As many at once as there may be; returns which failed. */
  private static List<Boolean> together(Callable<?> operation) throws Exception {
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      FutureTask<Boolean> task =
          new FutureTask<>(() -> {
            try {
              operation.call();
              return false;
            } catch (StoreException e) {
              return true;
            }
          });
      tasks.add(task);
      Thread.ofVirtual().start(task);
    }
    List<Boolean> failed = new ArrayList<>();
    for (FutureTask<Boolean> task : tasks) {
      failed.add(task.get());
    }
    return failed;
  }

  private static void awaitThatItIsBack(Neo4jStore store) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        store.check(in(Duration.ofSeconds(2)));
        if (store.guard().state() == BreakerState.CLOSED && store.guard().pool().active() == 0) {
          return;
        }
      } catch (StoreException e) {
        // Not yet.
      }
      assertThat(System.nanoTime()).as("nanoseconds").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private void openAll(Neo4jStore store, ForgetfulRouter router) throws Exception {
    while (router.connections() < CONNECTIONS) {
      together(
          () -> store.read(new Query("UNWIND range(1, 1000000) AS i RETURN sum(i)"), in(LIMIT)));
    }
  }

  @Test
  void readsDoNotWaitForThemUntilTheDriverNotices() throws Exception {
    try (ForgetfulRouter router = new ForgetfulRouter(server.boltURI());
        Neo4jStore store = store(router)) {
      openAll(store, router);
      router.forget();

      assertThat(
              together(() -> {
                store.check(in(Duration.ofSeconds(1)));
                return 1;
              }))
          .doesNotContain(false);

      awaitThatItIsBack(store);
    }
  }

  @Test
  void writesDoNotWaitForThemEither() throws Exception {
    try (ForgetfulRouter router = new ForgetfulRouter(server.boltURI());
        Neo4jStore store = store(router)) {
      openAll(store, router);
      router.forget();

      assertThat(
              together(() ->
                  store.write(
                      transaction -> transaction.run("RETURN 1").list(),
                      in(Duration.ofSeconds(1)))))
          .doesNotContain(false);

      awaitThatItIsBack(store);
    }
  }
}
