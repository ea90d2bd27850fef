package io.hybridperf.suite.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;

/** Where a value was written. */
final class Place {
  private Place() {}

  /**
   * {@return file and line, as {@code config/hybrid-perf.conf:12}; or what else it comes from}
   *
   * @param value of a configuration
   * @param home files in it are named from there
   */
  static String of(ConfigValue value, Path home) {
    ConfigOrigin origin = value.origin();
    if (origin.filename() != null) {
      String file = in(home, Path.of(origin.filename()));
      return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file;
    }
    // What several files have a part of is where its first part is.
    return value instanceof ConfigObject object && !object.isEmpty()
        ? of(object.values().iterator().next(), home)
        : origin.description();
  }

  static String in(Path home, Path file) {
    Path whole = file.toAbsolutePath().normalize();
    Path folder = home.toAbsolutePath().normalize();
    return (whole.startsWith(folder) ? folder.relativize(whole) : whole).toString();
  }
}
