package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import io.hybridperf.hocon.DidYouMean;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
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

  /**
   * Looks for parameters that are given and that nothing reads.
   *
   * @param given parameters by name
   * @param config all settings, resolved
   * @throws UserError for the first
   */
  static void requireUse(Map<String, String> given, Config config) {
    String against = Settings.path(Parameter.AGAINST);
    if (given.containsKey(Parameter.REGRESSION.key()) && !config.hasPath(against)) {
      throw unread(Parameter.REGRESSION, given, "-Dagainst=HOST:PORT, which it is for");
    }
    if (given.containsKey(Parameter.MILVUS.key()) && !config.hasPath("stack.milvus")) {
      throw unread(
          Parameter.MILVUS,
          given,
          "an environment with a Milvus of its own, as -Denv=embedded-milvus");
    }
  }

  private static UserError unread(Parameter parameter, Map<String, String> given, String beside) {
    return new UserError(
        "-D%s=%s is not read here: give %s, or leave it out"
            .formatted(parameter.key(), given.get(parameter.key()), beside));
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
    if (dot > 0 ? isSection(first) : KnownSettings.atTop().contains(first)) {
      throw new UserError(
          "-D%s: only parameters can be properties, by their names alone: %s; other settings belong into a file in config/"
              .formatted(name, String.join(", ", keys)));
    }
  }

  /** Or one of several: nobody else's properties begin so. */
  private static boolean isSection(String name) {
    Set<String> sections = KnownSettings.atTop();
    return sections.contains(name)
        || sections.contains(name + "s")
        || (name.endsWith("s") && sections.contains(name.substring(0, name.length() - 1)));
  }
}
