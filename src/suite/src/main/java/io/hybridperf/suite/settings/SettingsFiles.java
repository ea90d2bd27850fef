package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.hybridperf.measurement.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files and properties that the settings of a run are merged from. */
final class SettingsFiles {
  /** The environment's name when {@code -Dtarget} is given without {@code -Denv}. */
  private static final String AD_HOC = "ad-hoc";

  private static final String OF_PROFILE = "of-profile";
  private static final String SLOS = "slos";

  private SettingsFiles() {}

  /** As {@link Settings#load}. */
  static Settings load(Path home, String simulation, Properties properties) {
    Map<String, String> given = given(properties);
    Path configFolder = home.resolve("config");
    Config defaults = parse(configFolder.resolve("hybrid-perf.conf"));
    Path simulationFile = configFolder.resolve("simulations").resolve(simulation + ".conf");
    Config ofSimulation =
        Files.exists(simulationFile) ? parse(simulationFile) : ConfigFactory.empty();
    String name = environmentName(given, ofSimulation.withFallback(defaults));
    Config ofEnvironment =
        name.equals(AD_HOC) ? adHoc() : parse(environmentFile(configFolder, name));
    String forOne = "simulations." + ConfigUtil.quoteString(simulation);
    Config specific =
        ofEnvironment.hasPath(forOne) ? ofEnvironment.getConfig(forOne) : ConfigFactory.empty();
    Config merged =
        specific
            .withFallback(ofEnvironment.withoutPath("simulations"))
            .withFallback(ofSimulation)
            .withFallback(defaults);
    merged = ofProfile(merged, given).withFallback(merged);
    for (Map.Entry<String, String> entry : given.entrySet()) {
      merged =
          merged.withValue(
              Settings.PARAMETERS + "." + ConfigUtil.quoteString(entry.getKey()),
              ConfigValueFactory.fromAnyRef(entry.getValue(), "-D" + entry.getKey()));
    }
    try {
      return new Settings(
          home, simulation, name, merged.resolve(), keys(specific.withFallback(ofSimulation)));
    } catch (ConfigException e) {
      throw new UserError("config: " + Settings.firstLine(e));
    }
  }

  /** What the chosen profile changes, parameters and targets; it wins over an environment. */
  private static Config ofProfile(Config merged, Map<String, String> given) {
    String ofConfig = Settings.path(Parameter.PROFILE);
    String profile =
        given.getOrDefault(
            Parameter.PROFILE.key(), merged.hasPath(ofConfig) ? merged.getString(ofConfig) : "");
    String path = ConfigUtil.joinPath(OF_PROFILE, profile);
    if (!merged.hasPath(path)) {
      return ConfigFactory.empty();
    }
    Config ofIt = merged.getConfig(path);
    Config parameters = ofIt.withoutPath(SLOS).atPath(Settings.PARAMETERS);
    return ofIt.hasPath(SLOS) ? parameters.withFallback(ofIt.withOnlyPath(SLOS)) : parameters;
  }

  private static List<String> keys(Config config) {
    return config.hasPath(Settings.PARAMETERS)
        ? List.copyOf(config.getObject(Settings.PARAMETERS).keySet())
        : List.of();
  }

  private static Map<String, String> given(Properties properties) {
    Map<String, String> given = new TreeMap<>();
    List<String> keys = Parameter.keys();
    for (String name : properties.stringPropertyNames()) {
      if (keys.contains(name)) {
        given.put(name, properties.getProperty(name).strip());
      } else if (name.indexOf('.') < 0) {
        DidYouMean.among(keys, name)
            .ifPresent(meant -> {
              throw new UserError(
                  "-D" + name + ": there is no such parameter; " + DidYouMean.hint(keys, name));
            });
      }
    }
    return given;
  }

  private static String environmentName(Map<String, String> given, Config defaults) {
    if (given.containsKey("env")) {
      return given.get("env");
    }
    return given.containsKey("target") ? AD_HOC : defaults.getString("parameters.env");
  }

  private static Config adHoc() {
    return ConfigFactory.parseMap(
        Map.of(
            "description",
            "the target given by -Dtarget",
            Settings.PARAMETERS,
            Map.of("scale", 1)));
  }

  private static Path environmentFile(Path configFolder, String name) {
    Path folder = configFolder.resolve("environments");
    List<String> names = namesIn(folder);
    if (!names.contains(name)) {
      throw new UserError(
          "-Denv=%s: there is no config/environments/%s.conf; %s"
              .formatted(name, name, DidYouMean.hint(names, name)));
    }
    return folder.resolve(name + ".conf");
  }

  private static List<String> namesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".conf"))
          .map(file -> file.substring(0, file.length() - ".conf".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config parse(Path file) {
    try {
      return ConfigFactory.parseFile(
          file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException.IO e) {
      throw new UserError(
          file + ": cannot be read; run from the project's folder or set -Dhybridperf.home");
    } catch (ConfigException e) {
      throw new UserError(file + ": " + Settings.firstLine(e));
    }
  }
}
