package io.hybridperf.suite.watch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds what is looked at from time to time against how long there is something to look at. */
public final class WatchedIntervals {
  private static final String STOP_WHEN = "stop-when";

  private WatchedIntervals() {}

  /**
   * Checks them.
   *
   * @param config all settings
   * @param load how long the load is
   * @throws UserError for the first that is longer than the load
   */
  public static void check(Config config, Duration load) {
    List<String> paths = new ArrayList<>(List.of("leaks.every", "recovery.window"));
    if (config.hasPath("gpu.metrics-url") || config.hasPath("gpu.metrics-urls")) {
      paths.add("gpu.every");
    }
    if (config.hasPath(STOP_WHEN)) {
      config
          .getObject(STOP_WHEN)
          .keySet()
          .forEach(name -> paths.add(ConfigUtil.joinPath(STOP_WHEN, name, "for")));
    }
    for (String path : paths) {
      if (config.hasPath(path) && config.getDuration(path).compareTo(load) > 0) {
        throw new UserError(
            "%s = %s: longer than the load of %s s, in which it would never come; shorten it, or lengthen duration"
                .formatted(path, config.getString(path), seconds(load)));
      }
    }
  }

  private static String seconds(Duration load) {
    return load.toMillis() % 1000 == 0
        ? Long.toString(load.toSeconds())
        : Double.toString(load.toMillis() / 1e3);
  }
}
