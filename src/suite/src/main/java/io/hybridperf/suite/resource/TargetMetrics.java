package io.hybridperf.suite.resource;

import com.typesafe.config.Config;
import io.hybridperf.stack.StackProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the targets of a run show their metrics. */
public final class TargetMetrics {
  private TargetMetrics() {}

  /**
   * {@return their addresses, as {@code http://host:9090/metrics}; none: nobody says}
   *
   * @param config of the run: {@code metrics-url} or {@code metrics-urls}
   * @param stack the one that the run started; null: none
   */
  public static List<String> urls(Config config, @Nullable StackProcess stack) {
    if (stack != null) {
      return List.of(stack.description().path("metrics").asText());
    }
    if (config.hasPath("metrics-urls")) {
      return config.getStringList("metrics-urls");
    }
    return config.hasPath("metrics-url") ? List.of(config.getString("metrics-url")) : List.of();
  }
}
