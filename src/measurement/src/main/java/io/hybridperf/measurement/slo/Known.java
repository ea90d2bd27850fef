package io.hybridperf.measurement.slo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.List;

/** The settings that there are, by {@code known.conf}. */
final class Known {
  private static final Config ALL =
      ConfigFactory.parseResources(
          Known.class, "known.conf", ConfigParseOptions.defaults().setAllowMissing(false));

  private Known() {}

  /**
   * {@return the keys of a group, sorted}
   *
   * @param group as {@code audit}
   */
  static List<String> keys(String group) {
    return ALL.getObject(group).keySet().stream().sorted().toList();
  }
}
