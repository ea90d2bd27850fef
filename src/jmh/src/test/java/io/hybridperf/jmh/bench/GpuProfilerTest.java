package io.hybridperf.jmh.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.jmh.cuvs.GpuReadings;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.Result;

class GpuProfilerTest {
  private final CountDownLatch read = new CountDownLatch(4);

  /** A busy GPU and an idle one. */
  private final GpuReadings two =
      new GpuReadings() {
        @Override
        public int devices() {
          return 2;
        }

        @Override
        public String name(int device) {
          return "planted";
        }

        @Override
        public Reading read(int device) {
          read.countDown();
          return device == 0
              ? new Reading(90, 3L << 30, 600_000, 1_900, 3_200)
              : new Reading(10, 1L << 30, 100_000, 300, 3_200);
        }
      };

  // JMH's own calls take no part in what is sampled.
  @SuppressWarnings({"rawtypes", "NullAway"})
  @Test
  void allGpusAreSampledDuringAnIteration() throws Exception {
    GpuProfiler profiler = new GpuProfiler(two);
    profiler.beforeIteration(null, null);
    read.await();
    Collection<? extends Result> results = profiler.afterIteration(null, null, null);
    assertThat(results)
        .extracting(
            result -> result.getLabel() + " " + result.getScore() + " " + result.getScoreUnit())
        .containsExactlyInAnyOrder(
            "gpu.utilisation 50.0 %",
            "gpu.power 700.0 W",
            "gpu.smClock 1100.0 MHz",
            "gpu.memoryClock 3200.0 MHz",
            "gpu.memory 4096.0 MB");
  }
}
