package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.measurement.load.Share;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The settings of one run, merged from {@code -D} properties, the environment, the simulation and
 * the defaults, in that order of precedence. Every getter throws {@link UserError} with one line
 * that names the setting, the value and what was expected.
 */
public final class Settings {
  /** The value of {@code -Dscale} that has the scale found by a search. */
  public static final String AUTO_SCALE = "auto";

  static final String PARAMETERS = "parameters";
  private static final String PROFILES = "profiles";

  private final Path home;
  private final String simulation;
  private final String environment;
  private final Config config;
  private final List<String> ownKeys;

  Settings(Path home, String simulation, String environment, Config config, List<String> ownKeys) {
    this.home = home;
    this.simulation = simulation;
    this.environment = environment;
    this.config = config;
    this.ownKeys = List.copyOf(ownKeys);
  }

  /**
   * Reads the settings of a simulation.
   *
   * @param home the folder that holds {@code config/}
   * @param simulation the simulation's name, as in {@code -Dsimulation}
   * @param properties the JVM's system properties
   * @return the merged settings
   * @throws UserError if a file is missing or broken, or a property is close to a parameter's name
   *     but is none
   */
  public static Settings load(Path home, String simulation, Properties properties) {
    return SettingsFiles.load(home, simulation, properties);
  }

  /**
   * {@return what the settings are in another environment, nothing given by properties}
   *
   * @param other its name
   * @throws UserError if it is missing or broken
   */
  Settings in(String other) {
    Properties properties = new Properties();
    properties.setProperty(Parameter.ENV.key(), other);
    // There is one load; an environment may leave its scale to who aims at it.
    properties.setProperty(Parameter.SCALE.key(), "1");
    if (has(Parameter.PROFILE)) {
      properties.setProperty(Parameter.PROFILE.key(), text(Parameter.PROFILE));
    }
    return load(home, simulation, properties);
  }

  /** {@return the folder that holds {@code config/} and {@code results/}} */
  public Path home() {
    return home;
  }

  /** {@return the simulation's name} */
  public String simulation() {
    return simulation;
  }

  /**
   * {@return the parameters that the simulation has defaults of its own for, in the usual order}
   */
  List<Parameter> own() {
    return Arrays.stream(Parameter.values()).filter(p -> ownKeys.contains(p.key())).toList();
  }

  /** {@return the variants that {@code profile} may name; empty if the simulation lists none} */
  List<String> profiles() {
    return config.hasPath(PROFILES) ? config.getStringList(PROFILES) : List.of();
  }

  /** {@return the environment's name} */
  public String environment() {
    return environment;
  }

  /** {@return everything, merged and resolved} */
  public Config config() {
    return config;
  }

  /**
   * Reads one parameter.
   *
   * @param parameter which
   * @return whether any source gives it
   */
  public boolean has(Parameter parameter) {
    return config.hasPath(path(parameter));
  }

  /**
   * {@return a parameter's text}
   *
   * @param parameter which
   */
  public String text(Parameter parameter) {
    if (!has(parameter)) {
      throw new UserError("%s: not set; it is %s".formatted(parameter.key(), parameter.meaning()));
    }
    String value = config.getString(path(parameter)).strip();
    if (value.isEmpty()) {
      throw new UserError(
          "%s: must not be empty; it is %s".formatted(parameter.key(), parameter.meaning()));
    }
    parameter
        .kind()
        .problem(value)
        .ifPresent(problem -> {
          throw invalid(parameter, problem);
        });
    return value;
  }

  /**
   * {@return a parameter's number}
   *
   * @param parameter one that takes a number
   */
  public double number(Parameter parameter) {
    return Double.parseDouble(text(parameter));
  }

  /** {@return whether the scale shall be found by a search} */
  public boolean scaleIsAuto() {
    return has(Parameter.SCALE) && text(Parameter.SCALE).equals(AUTO_SCALE);
  }

  /** {@return whether calls leave each at its own time, and not by the millisecond} */
  public boolean departsExactly() {
    return has(Parameter.DEPARTURES) && text(Parameter.DEPARTURES).equals("exact");
  }

  /** {@return which share of the load this run has; the whole, if it is the only injector} */
  public Share share() {
    return has(Parameter.INJECTOR) ? Share.parse(text(Parameter.INJECTOR)) : Share.WHOLE;
  }

  /**
   * {@return a parameter's whole number}
   *
   * @param parameter one that takes a whole number
   */
  public long whole(Parameter parameter) {
    return Long.parseLong(text(parameter));
  }

  /**
   * {@return a parameter's duration, from a millisecond to seven days}
   *
   * @param parameter one that takes a duration
   */
  public Duration duration(Parameter parameter) {
    text(parameter);
    return config.getDuration(path(parameter));
  }

  /**
   * Checks every parameter that is set, so that a mistake costs no start of a stack.
   *
   * @throws UserError for the first that is wrong
   */
  public void validate() {
    for (Parameter parameter : Parameter.values()) {
      if (has(parameter)) {
        text(parameter);
      }
    }
    if (!profiles().isEmpty() && !profiles().contains(text(Parameter.PROFILE))) {
      throw invalid(
          Parameter.PROFILE,
          "is none of this simulation's; " + DidYouMean.hint(profiles(), text(Parameter.PROFILE)));
    }
  }

  /** {@return every parameter that is set, as text, for {@code run.json}} */
  public Map<String, String> parameters() {
    Map<String, String> all = new TreeMap<>();
    for (Parameter parameter : Parameter.values()) {
      if (has(parameter)) {
        all.put(parameter.key(), text(parameter));
      }
    }
    all.put(Parameter.ENV.key(), environment);
    all.computeIfPresent(Parameter.INJECTOR.key(), (key, given) -> share().toString());
    return all;
  }

  private UserError invalid(Parameter parameter, String why) {
    String from = Place.of(config.getValue(path(parameter)), home);
    return new UserError(
        "%s=%s%s: %s; it is %s"
            .formatted(
                parameter.key(),
                config.getString(path(parameter)),
                from.startsWith("-D") ? "" : " (" + from + ")",
                why,
                parameter.meaning()));
  }

  static String path(Parameter parameter) {
    return PARAMETERS + "." + parameter.key();
  }

  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
