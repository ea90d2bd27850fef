package io.hybridperf.suite.settings;

import io.hybridperf.measurement.DidYouMean;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The parameters among a JVM's system properties. */
final class GivenProperties {
  private static final String OURS = "hybridperf.";
  private static final List<String> OF_OURS =
      List.of(
          "hybridperf.home",
          "hybridperf.report",
          "hybridperf.run.folder",
          "hybridperf.search.target",
          "hybridperf.start.number",
          "hybridperf.start.seconds");

  private GivenProperties() {}

  /**
   * {@return parameters by name}
   *
   * @throws UserError for a property that was meant to be one, or to be another setting
   */
  static Map<String, String> of(Properties properties) {
    Map<String, String> given = new TreeMap<>();
    List<String> keys = Parameter.keys();
    for (String name : properties.stringPropertyNames()) {
      if (keys.contains(name)) {
        given.put(name, properties.getProperty(name).strip());
      } else {
        refuseIfMeant(name, keys);
      }
    }
    return given;
  }

  private static void refuseIfMeant(String name, List<String> keys) {
    int dot = name.indexOf('.');
    if (dot < 0 && DidYouMean.among(keys, name).isPresent()) {
      throw new UserError(
          "-D" + name + ": there is no such parameter; " + DidYouMean.hint(keys, name));
    }
    if (name.startsWith(OURS) && !OF_OURS.contains(name)) {
      throw new UserError(
          "-D" + name + ": there is no such property; " + DidYouMean.hint(OF_OURS, name));
    }
    String first = dot < 0 ? name : name.substring(0, dot);
    if (KnownSettings.atTop().contains(first)) {
      throw new UserError(
          "-D%s: only parameters can be properties, by their names alone: %s; other settings belong into a file in config/"
              .formatted(name, String.join(", ", keys)));
    }
  }
}
