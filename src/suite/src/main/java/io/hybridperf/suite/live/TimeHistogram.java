package io.hybridperf.suite.live;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of times as Prometheus has them, classic and native, filled by whole histograms of
 * nanoseconds: the library's own takes one observation at a time. Not safe for several threads.
 */
final class TimeHistogram {
  /** As the coordinator's: every limit that answers are judged by is a boundary. */
  private static final double[] BOUNDS_SECONDS = {
    0.0002,
    0.0005,
    0.001,
    0.002,
    0.003,
    0.005,
    0.0087,
    0.01,
    0.015,
    0.02,
    0.03,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    Double.POSITIVE_INFINITY
  };

  private static final double NANOS_PER_SECOND = 1e9;

  /** Native buckets grow by a factor of 2^(2^-schema): 2 % here. */
  private static final int NATIVE_SCHEMA = 5;

  private static final double NATIVE_PER_OCTAVE = 1 << NATIVE_SCHEMA;
  private static final double LN_2 = Math.log(2);

  private final long[] counts = new long[BOUNDS_SECONDS.length];
  private final NavigableMap<Integer, Long> nativeCounts = new TreeMap<>();
  private final @Nullable Exemplar[] exemplars = new @Nullable Exemplar[BOUNDS_SECONDS.length];
  private double sumSeconds;
  private long zeros;

  /** Adds all values; each counts as the highest that its slot stands for. */
  void add(AbstractHistogram nanos) {
    for (HistogramIterationValue each : nanos.recordedValues()) {
      add(each.getValueIteratedTo() / NANOS_PER_SECOND, each.getCountAtValueIteratedTo());
    }
  }

  /**
   * Adds an example to the bucket that its value is in, in place of the one there was.
   *
   * @param exemplar with a value in seconds that has been added
   */
  void exemplar(Exemplar exemplar) {
    exemplars[bucket(exemplar.getValue())] = exemplar;
  }

  private static int bucket(double seconds) {
    int found = Arrays.binarySearch(BOUNDS_SECONDS, seconds);
    return found < 0 ? -found - 1 : found;
  }

  private void add(double seconds, long count) {
    counts[bucket(seconds)] += count;
    sumSeconds += seconds * count;
    if (seconds > 0) {
      int bucket = (int) Math.ceil(Math.log(seconds) / LN_2 * NATIVE_PER_OCTAVE);
      nativeCounts.merge(bucket, count, Long::sum);
    } else {
      zeros += count;
    }
  }

  /** {@return what is in it by now} */
  HistogramSnapshot.HistogramDataPointSnapshot snapshot(Labels labels) {
    ClassicHistogramBuckets.Builder classic = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      classic.bucket(BOUNDS_SECONDS[i], counts[i]);
    }
    NativeHistogramBuckets.Builder buckets = NativeHistogramBuckets.builder();
    nativeCounts.forEach(buckets::bucket);
    var point =
        HistogramSnapshot.HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(classic.build())
            .nativeSchema(NATIVE_SCHEMA)
            .nativeZeroCount(zeros)
            .nativeBucketsForPositiveValues(buckets.build());
    point
        .sum(sumSeconds)
        .labels(labels)
        .exemplars(Exemplars.of(Arrays.stream(exemplars).filter(Objects::nonNull).toList()));
    return point.build();
  }
}
