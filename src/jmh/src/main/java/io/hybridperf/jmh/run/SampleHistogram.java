package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** All samples of a benchmark in sample mode: from JMH's raw histograms, of all forks together. */
final class SampleHistogram {
  private final TreeMap<Double, Long> counts = new TreeMap<>();
  private long samples;

  static SampleHistogram of(JsonNode result) {
    SampleHistogram distribution = new SampleHistogram();
    for (JsonNode fork : result.at("/primaryMetric/rawDataHistogram")) {
      for (JsonNode iteration : fork) {
        distribution.add(iteration);
      }
    }
    return distribution;
  }

  static SampleHistogram ofIteration(JsonNode histogram) {
    SampleHistogram distribution = new SampleHistogram();
    distribution.add(histogram);
    return distribution;
  }

  private void add(JsonNode histogram) {
    for (JsonNode bucket : histogram) {
      long count = bucket.get(1).asLong();
      counts.merge(bucket.get(0).asDouble(), count, Long::sum);
      samples += count;
    }
  }

  long samples() {
    return samples;
  }

  double mean() {
    double sum = 0;
    for (Map.Entry<Double, Long> bucket : counts.entrySet()) {
      sum += bucket.getKey() * bucket.getValue();
    }
    return sum / samples;
  }

  /** The smallest value that at least this share (0..100) of the samples does not exceed. */
  double percentile(double percentile) {
    long rank = Math.max(1, (long) Math.ceil(percentile / 100 * samples));
    long seen = 0;
    for (Map.Entry<Double, Long> bucket : counts.entrySet()) {
      seen += bucket.getValue();
      if (seen >= rank) {
        return bucket.getKey();
      }
    }
    return Double.NaN;
  }
}
