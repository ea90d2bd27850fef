package io.hybridperf.suite.resource;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.hybridperf.measurement.run.ResourceSample;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a target uses, from its metrics endpoint in Prometheus's text format. Which series mean what
 * is configuration; of a JVM with the usual {@code jvm_memory_pool_*} series, more follows.
 */
final class MetricsEndpoint implements ResourceSource {
  private final String side;
  private final URI url;
  private final Map<String, List<Selector>> selectors;
  private final TouchedHeap touched = new TouchedHeap();

  /**
   * Describes an endpoint.
   *
   * @param side as {@code target}
   * @param url as {@code http://host:9090/metrics}
   * @param selectors by metric of {@link ResourceSample}: a series as {@code
   *     jvm_memory_used_bytes{area=heap}}, or a list of series to add up
   * @throws IllegalArgumentException with one line, if one of them has another form
   */
  MetricsEndpoint(String side, URI url, Config selectors) {
    this.side = side;
    this.url = url;
    this.selectors = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : selectors.root().entrySet()) {
      String metric = entry.getKey();
      List<String> series =
          entry.getValue().valueType() == ConfigValueType.LIST
              ? selectors.getStringList(metric)
              : List.of(selectors.getString(metric));
      this.selectors.put(metric, series.stream().map(Selector::parse).toList());
    }
  }

  @Override
  public String side() {
    return side;
  }

  /** {@return where it is} */
  public URI url() {
    return url;
  }

  @Override
  public Map<String, Double> read() throws IOException {
    Exposition now = Exposition.get(url);
    Map<String, Double> values = new HashMap<>();
    selectors.forEach(
        (metric, series) -> now.sum(series).ifPresent(value -> values.put(metric, value)));
    addWhatFollowsForJvms(now, values);
    return values;
  }

  private void addWhatFollowsForJvms(Exposition now, Map<String, Double> values) {
    List<Exposition.Line> collected = now.named("jvm_memory_pool_collection_used_bytes");
    for (Exposition.Line line : collected) {
      String pool = line.labels().getOrDefault("pool", "");
      now.sum(List.of(new Selector("jvm_memory_pool_used_bytes", Map.of("pool", pool))))
          .ifPresent(bytes -> touched.used(pool, bytes));
      if (TouchedHeap.isOldGeneration(pool)) {
        values.merge(ResourceSample.HEAP_AFTER_GC, line.value(), Double::sum);
      }
    }
    Double rss = values.get(ResourceSample.RSS);
    if (rss != null) {
      double committed =
          now.sum(List.of(Selector.parse("jvm_memory_committed_bytes{area=heap}")))
              .orElse(Double.MAX_VALUE);
      values.put(ResourceSample.RSS_BEYOND_HEAP, touched.beyond(rss, committed));
    }
  }
}
