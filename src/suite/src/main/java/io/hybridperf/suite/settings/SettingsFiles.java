package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.hybridperf.hocon.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
    Map<String, String> given = GivenProperties.of(properties);
    try {
      return load(home, simulation, given);
    } catch (ConfigException e) {
      throw new UserError("config: " + Settings.firstLine(e));
    }
  }

  private static Settings load(Path home, String simulation, Map<String, String> given) {
    Path configFolder = home.resolve("config");
    Config defaults = ConfigFile.read(configFolder.resolve("hybrid-perf.conf"), home);
    Path simulationFile = configFolder.resolve("simulations").resolve(simulation + ".conf");
    Config ofSimulation =
        Files.exists(simulationFile)
            ? ConfigFile.read(simulationFile, home)
            : ConfigFactory.empty();
    String name = environmentName(given, ofSimulation.withFallback(defaults));
    Config ofEnvironment =
        name.equals(AD_HOC) ? adHoc() : ConfigFile.read(environmentFile(configFolder, name), home);
    String forOne = ConfigUtil.joinPath(Sections.SIMULATIONS, simulation);
    Config specific =
        ofEnvironment.hasPath(forOne) ? ofEnvironment.getConfig(forOne) : ConfigFactory.empty();
    Config files =
        specific
            .withFallback(ofEnvironment.withoutPath(Sections.SIMULATIONS))
            .withFallback(ofSimulation)
            .withFallback(defaults);
    Config merged = ofProfile(files, given).withFallback(files);
    for (Map.Entry<String, String> entry : given.entrySet()) {
      merged =
          merged.withValue(
              Settings.PARAMETERS + "." + ConfigUtil.quoteString(entry.getKey()),
              ConfigValueFactory.fromAnyRef(entry.getValue(), "-D" + entry.getKey()));
    }
    Config resolved = merged.resolve();
    Settings settings =
        new Settings(home, simulation, name, resolved, keys(specific.withFallback(ofSimulation)));
    Sections sections = new Sections(home, simulation, settings.profiles());
    sections.check(ofEnvironment, "/environments/" + name + ".conf", merged);
    Config fromFiles = resolved;
    for (String key : given.keySet()) {
      fromFiles = fromFiles.withoutPath(Settings.PARAMETERS + "." + key);
    }
    KnownSettings.check(fromFiles.root(), "", home);
    sections.checkProfiles(resolved.root());
    GivenProperties.requireUse(given, resolved);
    return settings;
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
}
