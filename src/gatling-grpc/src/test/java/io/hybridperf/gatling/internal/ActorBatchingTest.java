package io.hybridperf.gatling.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.core.actor.ActorSystem;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When this fails, Gatling runs its actors in another way: see {@link ActorBatching}. */
class ActorBatchingTest {
  private static final int TASKS = 1_000;

  @Test
  void everythingIsDoneByOneThreadAndItsTurnsEndWithTheSystem() throws Exception {
    ActorSystem system = new ActorSystem();
    try {
      assertThat(ActorBatching.begin(system)).isTrue();

      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      CountDownLatch done = new CountDownLatch(TASKS);
      for (int i = 0; i < TASKS; i++) {
        system
            .executionContext()
            .execute(() -> {
              threads.add(Thread.currentThread());
              done.countDown();
            });
      }

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(threads).hasSize(1);
    } finally {
      system.close();
    }
    assertThat(system.executionContext().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }
}
