package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.KnownQueue;

@Execution(ExecutionMode.CONCURRENT)
class KnownQueueRunTest {
  @TempDir Path folder;

  @Test
  void whatIsSeenOfAQueueIsNeverLessThanItTook() throws Exception {
    try (GatlingProcess run =
        Project.in(folder).start(KnownQueue.class, "qps=100", "warmup=1s", "duration=3s")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();

      assertThat(run.json("known-queue.json"))
          .hasSize(2)
          .allSatisfy(load -> {
            assertThat(load.path("answers").asLong())
                .isPositive()
                .isEqualTo(load.path("sent").asLong());
            assertThat(load.path("reckonedMillis").asDouble()).isPositive();
            assertThat(load.path("p99Millis").asDouble())
                .isGreaterThan(0.99 * load.path("reckonedMillis").asDouble());
          });
      assertThat(run.output()).contains("known-queue M/M/1, load 0.5: p99 ");
    }
  }
}
