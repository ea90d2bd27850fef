package io.hybridperf.suite.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimeHistogramTest {
  private static final long MILLI = 1_000_000;

  private final Histogram nanos = new Histogram(1, 60_000 * MILLI, 3);
  private final TimeHistogram times = new TimeHistogram();

  @Test
  void theShareBeyondALimitIsThatOfTheValues() {
    SplittableRandom random = new SplittableRandom(1);
    long beyond = 0;
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong(20 * MILLI);
      // To a part in a thousand, as it is recorded.
      beyond += value > 10 * MILLI * 1.001 ? 1 : 0;
      nanos.recordValue(value);
    }
    times.add(nanos);

    assertThat(100_000 - upTo(0.010)).isCloseTo(beyond, within(100L));
    assertThat(upTo(Double.POSITIVE_INFINITY)).isEqualTo(100_000);
  }

  @Test
  void valuesOfSeveralIntervalsAddUp() {
    nanos.recordValueWithCount(3 * MILLI, 7);
    times.add(nanos);
    nanos.recordValueWithCount(90_000, 2);
    times.add(nanos);

    assertThat(upTo(0.0002)).isEqualTo(2);
    assertThat(upTo(0.005)).isEqualTo(16);
    assertThat(snapshot().getSum()).isCloseTo(14 * 0.003, within(0.001));
  }

  @Test
  void nativeBucketsHoldTheirValuesToTwoPercent() {
    for (long next = 1; next < 30_000_000; next = next * 7 / 5 + 1) {
      long micros = next;
      nanos.reset();
      nanos.recordValue(micros * 1000);
      TimeHistogram one = new TimeHistogram();
      one.add(nanos);

      HistogramDataPointSnapshot point = one.snapshot(Labels.EMPTY);
      assertThat(point.getNativeBucketsForPositiveValues().stream())
          .singleElement()
          .extracting(NativeHistogramBucket::getBucketIndex)
          .satisfies(index -> {
            double upper = Math.pow(2, index / 32.0);
            assertThat(micros / 1e6).isBetween(upper / Math.pow(2, 1 / 32.0) * 0.999, upper);
          });
    }
  }

  private HistogramDataPointSnapshot snapshot() {
    return times.snapshot(Labels.EMPTY);
  }

  private long upTo(double seconds) {
    return snapshot().getClassicBuckets().stream()
        .filter(bucket -> bucket.getUpperBound() <= seconds)
        .mapToLong(ClassicHistogramBucket::getCount)
        .sum();
  }
}
