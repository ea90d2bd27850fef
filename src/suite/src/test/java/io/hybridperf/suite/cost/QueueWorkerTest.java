package io.hybridperf.suite.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueWorkerTest {
  private static final double PER_SECOND = 1_000;
  private static final int CALLS = 1_000_000;

  @ParameterizedTest
  @CsvSource({"true, 0.5", "true, 0.7", "false, 0.5", "false, 0.7"})
  void theTimesAreThoseOfTheFormula(boolean poisson, double load) {
    QueueWorker worker = new QueueWorker(1e9 / PER_SECOND, 42);
    SplittableRandom arrivals = new SplittableRandom(7);
    double gap = 1e9 / (load * PER_SECOND);
    double now = -1e12;
    for (int n = 0; n < CALLS; n++) {
      now += poisson ? -gap * Math.log(1 - arrivals.nextDouble()) : gap;
      var _ = worker.doneAt((long) now);
    }

    double formula = KnownQueueRun.p99Millis(poisson, load, PER_SECOND);
    assertThat(worker.times().getValueAtPercentile(99) / 1e6)
        .isCloseTo(formula, within(0.03 * formula));
    assertThat(worker.times().getTotalCount()).isZero();
  }
}
