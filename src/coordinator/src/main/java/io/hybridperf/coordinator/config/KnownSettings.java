package io.hybridperf.coordinator.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.hybridperf.hocon.DidYouMean;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings that {@code reference.conf} has: what is set beside them, nobody would read. */
final class KnownSettings {
  private static final String ROOT = "coordinator";

  /** What these hold is given to others as it is. */
  private static final Set<String> FREE = Set.of("coordinator.milvus.search-params");

  private KnownSettings() {}

  /**
   * Looks at all that is set under {@code coordinator}.
   *
   * @param root a resolved configuration
   * @throws SettingException for the first that is no setting
   */
  static void check(Config root) {
    ConfigObject known =
        ConfigFactory.parseResources(KnownSettings.class.getClassLoader(), "reference.conf").root();
    if (root.root().get(ROOT) instanceof ConfigObject given
        && known.get(ROOT) instanceof ConfigObject expected) {
      check(given, expected, ROOT);
    }
  }

  private static void check(ConfigObject given, ConfigObject known, String path) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(given).entrySet()) {
      ConfigValue expected = known.get(entry.getKey());
      String at = path + "." + ConfigUtil.joinPath(entry.getKey());
      if (expected == null) {
        throw new SettingException(
            "%s (%s) is not a setting; %s"
                .formatted(
                    at,
                    entry.getValue().origin().description(),
                    DidYouMean.hint(new TreeSet<>(known.keySet()), entry.getKey())));
      }
      if (expected instanceof ConfigObject group
          && entry.getValue() instanceof ConfigObject object
          && !FREE.contains(at)) {
        check(object, group, at);
      }
    }
  }
}
