package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.hybridperf.hocon.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at what files say for one simulation, or one of its profiles, only: there must be such. */
final class Sections {
  static final String SIMULATIONS = "simulations";
  private static final String PROFILES = "profiles";
  private static final String OF_PROFILE = "of-profile";
  private static final List<String> OF_STACK = List.of("stack", "stack-folder");
  private static final List<Parameter> CHOSEN_BEFORE = List.of(Parameter.ENV, Parameter.PROFILE);
  private static final Set<String> ON = Set.of("true", "on", "yes");

  private final Path home;
  private final String simulation;
  private final List<String> profiles;

  /**
   * @param home the project's folder
   * @param simulation the one that is run
   * @param profiles that it has; none if it does not list them
   */
  Sections(Path home, String simulation, List<String> profiles) {
    this.home = home;
    this.simulation = simulation;
    this.profiles = profiles;
  }

  /**
   * Looks at an environment.
   *
   * @param environment what its file says, not resolved
   * @param file its name
   * @param merged from it and others
   * @throws UserError for a section of a simulation or profile that is not there, and for what is
   *     in one and is no setting
   */
  void check(Config environment, String file, Config merged) {
    refuseEnvironment(environment.root(), "");
    ConfigObject root = environment.withFallback(merged).resolve().root();
    boolean embedded = ON.contains(String.valueOf(unwrapped(root.get("embedded"))));
    if (!embedded) {
      refuseStack(environment.root(), "", file);
    }
    ConfigValue sections = root.get(SIMULATIONS);
    if (sections instanceof ConfigObject all) {
      for (Map.Entry<String, ConfigValue> entry : all.entrySet()) {
        checkSection(entry.getKey(), entry.getValue());
        if (!embedded && entry.getValue() instanceof ConfigObject section) {
          refuseStack(section, ConfigUtil.joinPath(SIMULATIONS, entry.getKey()) + ".", file);
        }
      }
    } else if (sections != null) {
      throw new UserError(
          at(sections, SIMULATIONS) + ": must be a group of simulations, as { .. }");
    }
  }

  /** Which environment is read is decided before it is. */
  private void refuseEnvironment(ConfigObject given, String path) {
    if (given.get(Settings.PARAMETERS) instanceof ConfigObject parameters
        && parameters.containsKey(Parameter.ENV.key())) {
      throw new UserError(
          at(parameters.get(Parameter.ENV.key()), path + Settings.path(Parameter.ENV))
              + ": an environment cannot name another one; include its file instead");
    }
  }

  private static @Nullable Object unwrapped(@Nullable ConfigValue value) {
    return value == null ? null : value.unwrapped();
  }

  /**
   * What an environment's own file says of a stack that is not started for it; a file that it
   * includes may, since a stack that stands is described by including the one that is started.
   */
  private void refuseStack(ConfigObject given, String path, String file) {
    for (String key : OF_STACK) {
      ConfigValue value = given.get(key);
      if (value != null && value.origin().description().contains(file)) {
        throw new UserError(
            at(value, path + key)
                + ": is read only where the stack is started for the run; leave it out, or set embedded = true instead of a target");
      }
    }
  }

  private void checkSection(String name, ConfigValue section) {
    String path = ConfigUtil.joinPath(SIMULATIONS, name);
    if (!names().contains(name)) {
      throw new UserError(
          "%s: there is no such simulation; %s"
              .formatted(at(section, path), DidYouMean.hint(names(), name)));
    }
    if (!(section instanceof ConfigObject settings)) {
      throw new UserError(at(section, path) + ": must be a group of settings, as { .. }");
    }
    KnownSettings.check(settings, path, home);
    refuseEnvironment(settings, path + ".");
    Path file = fileOf(name);
    checkProfiles(
        settings,
        path + ".",
        name,
        Files.exists(file) ? profiles(ConfigFile.read(file, home)) : List.of());
  }

  /**
   * Looks at what is meant for one profile of the simulation that is run.
   *
   * @param settings that may have a part {@code of-profile}
   * @throws UserError if there is no such profile
   */
  void checkProfiles(ConfigObject settings) {
    checkProfiles(settings, "", simulation, profiles);
  }

  private void checkProfiles(
      ConfigObject settings, String path, String name, List<String> profiles) {
    if (!(settings.get(OF_PROFILE) instanceof ConfigObject all)) {
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : all.entrySet()) {
      if (entry.getValue() instanceof ConfigObject ofOne) {
        for (Parameter chosen : CHOSEN_BEFORE) {
          if (ofOne.containsKey(chosen.key())) {
            throw new UserError(
                at(
                        ofOne.get(chosen.key()),
                        path + ConfigUtil.joinPath(OF_PROFILE, entry.getKey(), chosen.key()))
                    + ": is chosen before a profile is read; leave it out");
          }
        }
      }
      // A simulation that lists none takes any.
      if (!profiles.isEmpty() && !profiles.contains(entry.getKey())) {
        throw new UserError(
            "%s: %s has no such profile; %s"
                .formatted(
                    at(entry.getValue(), path + ConfigUtil.joinPath(OF_PROFILE, entry.getKey())),
                    name,
                    DidYouMean.hint(profiles, entry.getKey())));
      }
    }
  }

  private static List<String> profiles(Config config) {
    return config.root().containsKey(PROFILES) ? config.getStringList(PROFILES) : List.of();
  }

  private Path fileOf(String name) {
    return home.resolve("config").resolve(SIMULATIONS).resolve(name + ".conf");
  }

  /** Simulations that have a file in config/ or a source, and the one that is run. */
  private Set<String> names() {
    Set<String> names = new TreeSet<>(List.of(simulation));
    names.addAll(namesIn(home.resolve("config").resolve(SIMULATIONS), ".conf"));
    names.addAll(namesIn(home.resolve("simulations/src/test/java"), ".java"));
    names.remove("");
    return names;
  }

  private static List<String> namesIn(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ending))
          .map(file -> file.substring(0, file.length() - ending.length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  private String at(ConfigValue value, String path) {
    return Place.of(value, home) + ": " + path;
  }
}
