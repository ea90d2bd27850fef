package io.hybridperf.suite.settings;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.hocon.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Which simulations there are, and what each takes. The build asks it before Gatling starts, so
 * that a mistyped name is one line: {@code -Dsimulation=list} prints all of them.
 */
public final class SimulationList {
  private static final String LIST = "list";
  private static final String GATLING_GOAL = "gatling:";
  private static final String CLASS = ".class";

  private final Path home;
  private final Path classes;
  private final Path sources;
  private final String packageName;

  private SimulationList(Path home, Path classes, Path sources, String packageName) {
    this.home = home;
    this.classes = classes;
    this.sources = sources;
    this.packageName = packageName;
  }

  /**
   * Looks into a package. Its classes must be on the class path.
   *
   * @param home the folder that holds {@code config/}
   * @param classes where the package lies, compiled
   * @param sources where it lies as source, for what the simulations' Javadoc says; need not exist
   * @param packageName of the simulations
   * @return the list of what is there
   */
  public static SimulationList in(Path home, Path classes, Path sources, String packageName) {
    String folder = packageName.replace('.', '/');
    return new SimulationList(home, classes.resolve(folder), sources.resolve(folder), packageName);
  }

  /**
   * Checks a name, or prints the list.
   *
   * @param args {@code home=FOLDER classes=FOLDER sources=FOLDER package=NAME simulation=NAME
   *     env=NAME goals=WORDS uncompiled=true}: the last four as Maven has them, which leaves {@code
   *     ${...}} where nothing is set
   */
  public static void main(String[] args) {
    Properties given = new Properties();
    for (String arg : args) {
      int end = arg.indexOf('=');
      String value = arg.substring(end + 1).strip();
      given.setProperty(arg.substring(0, end), value.startsWith("${") ? "" : value);
    }
    UserError.orExit(
            () -> {
              SimulationList list =
                  in(
                      Path.of(given.getProperty("home")).toAbsolutePath().normalize(),
                      Path.of(given.getProperty("classes")),
                      Path.of(given.getProperty("sources")),
                      given.getProperty("package"));
              boolean needed = given.getProperty("goals").contains(GATLING_GOAL);
              if (needed && given.getProperty("uncompiled").equals("true")) {
                throw new UserError(
                    "-Dmaven.test.skip=true: simulations would not be compiled, or be those of an earlier build; leave it out (-DskipTests skips tests alone)");
              }
              return list.check(given.getProperty("simulation"), given.getProperty("env"), needed);
            })
        .forEach(System.out::println);
  }

  /**
   * Checks a name.
   *
   * @return what to print: nothing for a simulation that is there
   * @param name what {@code -Dsimulation} says; empty if nothing
   * @param environment what {@code -Denv} says; empty if nothing
   * @param needed whether one is going to be run
   * @throws UserError if there is no such simulation
   */
  public List<String> check(String name, String environment, boolean needed) {
    if (name.equals(LIST)) {
      return lines(environment);
    }
    if (name.isEmpty() && !needed) {
      return List.of();
    }
    List<String> names = names();
    if (name.isEmpty()) {
      throw new UserError(
          "-Dsimulation is missing; valid: %s; -Dsimulation=list tells of each"
              .formatted(String.join(", ", names)));
    }
    if (!names.contains(name)) {
      throw new UserError(
          "-Dsimulation=%s: there is no such simulation; %s; -Dsimulation=list tells of each"
              .formatted(name, DidYouMean.hint(names, name)));
    }
    return List.of();
  }

  /** {@return the simulations' names, sorted} */
  public List<String> names() {
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(CLASS) && file.indexOf('$') < 0)
          .map(file -> file.substring(0, file.length() - CLASS.length()))
          .filter(this::isSimulation)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("there is no folder " + classes, e);
    }
  }

  private boolean isSimulation(String name) {
    try {
      Class<?> type =
          Class.forName(
              packageName + "." + name, false, Thread.currentThread().getContextClassLoader());
      return Simulation.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private List<String> lines(String environment) {
    Properties properties = new Properties();
    if (!environment.isEmpty()) {
      properties.setProperty(Parameter.ENV.key(), environment);
    }
    List<String> names = names();
    Settings common = Settings.load(home, "", properties);
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "mvn gatling:test -Dsimulation=NAME [-Dparameter=value ...]   (defaults of environment %s)"
            .formatted(common.environment()));
    lines.add("");
    for (String name : names) {
      lines.add(columns(width, name, FirstSentence.of(sources.resolve(name + ".java"), name)));
      lines.add(columns(width, "", defaults(Settings.load(home, name, properties))));
    }
    lines.add("");
    int keys = Parameter.keys().stream().mapToInt(String::length).max().orElse(0);
    for (Parameter parameter : Parameter.values()) {
      String value = common.has(parameter) ? common.text(parameter) : "-";
      lines.add(
          String.format(
              Locale.ROOT,
              "%-" + keys + "s  %-10s  %s",
              parameter.key(),
              value,
              parameter.meaning()));
    }
    return lines.stream().map(String::stripTrailing).toList();
  }

  private static String columns(int width, String name, String text) {
    return String.format(Locale.ROOT, "%-" + width + "s  %s", name, text);
  }

  /** What a simulation has defaults of its own for. */
  private static String defaults(Settings settings) {
    List<String> words = new ArrayList<>();
    for (Parameter parameter : settings.own()) {
      words.add(parameter.key() + "=" + settings.text(parameter));
    }
    if (settings.profiles().size() > 1) {
      words.add("(profiles: " + String.join(", ", settings.profiles()) + ")");
    }
    return words.isEmpty() ? "(no defaults of its own)" : String.join(" ", words);
  }
}
