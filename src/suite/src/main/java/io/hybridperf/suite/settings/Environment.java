package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run is aimed.
 *
 * @param name its name
 * @param description one phrase for people, which names synthetic films
 * @param embedded whether the stack is started for the run on this machine
 * @param targets gRPC targets, {@code host:port} or {@code dns:///name}; empty if embedded
 * @param scale what every rate is multiplied by; 1 as long as it has to be found
 * @param tls whether connections are encrypted
 * @param trustCertificates certificates to trust instead of the JVM's, PEM
 * @param clientCertificate the client's certificate chain for mutual TLS, PEM
 * @param clientKey its key, PEM
 * @param authority the name that the target's certificate must carry, where it is not its host
 * @param tokenVariable the environment variable that holds the bearer token
 * @param tokenFile the file that holds it, and may be replaced during a run
 * @param tokenCommand the words of the command that prints it; empty if there is none
 */
public record Environment(
    String name,
    String description,
    boolean embedded,
    List<String> targets,
    double scale,
    boolean tls,
    Optional<Path> trustCertificates,
    Optional<Path> clientCertificate,
    Optional<Path> clientKey,
    Optional<String> authority,
    Optional<String> tokenVariable,
    Optional<Path> tokenFile,
    List<String> tokenCommand) {

  /** What says nothing without another setting beside it. */
  private static final Map<String, String> NEEDS =
      Map.of(
          "tls.trust-certificates", "tls.enabled",
          "tls.authority", "tls.enabled",
          "tls.client-certificate", "tls.client-key",
          "tls.client-key", "tls.client-certificate");

  /** What says nothing, since the other is taken: pairs. */
  private static final List<List<String>> EITHER =
      List.of(
          List.of("token-env", "token-file"),
          List.of("token-env", "token-command"),
          List.of("token-file", "token-command"),
          List.of("metrics-url", "metrics-urls"),
          List.of("gpu.metrics-url", "gpu.metrics-urls"),
          List.of("target", "embedded"),
          List.of("hooks", "embedded"),
          List.of("metrics-url", "embedded"),
          List.of("metrics-urls", "embedded"),
          List.of("tls.enabled", "embedded"));

  /**
   * Reads the environment of a run.
   *
   * @param settings the run's settings
   * @return the environment
   * @throws UserError if it names no target, or a setting has no sense
   */
  public static Environment of(Settings settings) {
    Config config = settings.config();
    String name = settings.environment();
    boolean embedded = config.hasPath("embedded") && config.getBoolean("embedded");
    if (embedded && settings.has(Parameter.TARGET)) {
      throw new UserError(
          "-Dtarget=%s: the environment '%s' starts its own target; leave -Denv out, or name another environment"
              .formatted(settings.text(Parameter.TARGET), name));
    }
    requireSense(settings, config);
    List<String> targets = embedded ? List.of() : targets(settings, config);
    return new Environment(
        name,
        (config.hasPath("description") ? config.getString("description") : name)
            + Films.of(settings).inWords(),
        embedded,
        targets,
        settings.scaleIsAuto() ? 1 : settings.number(Parameter.SCALE),
        config.hasPath("tls.enabled") && config.getBoolean("tls.enabled"),
        file(settings, "tls.trust-certificates"),
        file(settings, "tls.client-certificate"),
        file(settings, "tls.client-key"),
        text(config, "tls.authority"),
        text(config, "token-env"),
        file(settings, "token-file"),
        config.hasPath("token-command") ? command(config) : List.of());
  }

  /**
   * Reads what a target is compared with: addresses, asked as the target is, or another
   * environment, of which counts where it is and how it is asked.
   *
   * @param settings of the run, with {@code against}
   * @param target the environment that is compared
   * @return where the other is
   * @throws UserError if there is no such environment, or it starts a stack of its own
   */
  public static Environment against(Settings settings, Environment target) {
    String given = settings.text(Parameter.AGAINST);
    if (given.contains(":")) {
      return target.at(addresses(given));
    }
    Environment other;
    try {
      other = of(settings.in(given));
    } catch (UserError e) {
      throw new UserError(
          "against=%s: %s; an address is host:port"
              .formatted(
                  given, String.valueOf(e.getMessage()).replace("-Denv=" + given + ": ", "")));
    }
    if (other.embedded) {
      throw new UserError(
          "against=%s: this environment starts a stack of its own, beside the load; start one before (src/embedded/README.md) and give its address"
              .formatted(given));
    }
    return other;
  }

  private Environment at(List<String> others) {
    return new Environment(
        name,
        description,
        embedded,
        others,
        scale,
        tls,
        trustCertificates,
        clientCertificate,
        clientKey,
        authority,
        tokenVariable,
        tokenFile,
        tokenCommand);
  }

  /** What would be set and not be read, in this environment. */
  private static void requireSense(Settings settings, Config config) {
    NEEDS.forEach((path, other) -> {
      if (config.hasPath(path) && !isSet(config, other)) {
        throw refused(settings, path, "needs %s beside it".formatted(other));
      }
    });
    for (List<String> pair : EITHER) {
      if (isSet(config, pair.getFirst()) && isSet(config, pair.getLast())) {
        throw refused(
            settings,
            pair.getFirst(),
            "is not read beside %s: leave one of them out".formatted(pair.getLast()));
      }
    }
  }

  /** Whether there is a setting, and it is not off. */
  private static boolean isSet(Config config, String path) {
    boolean isFlag = path.equals("embedded") || path.endsWith(".enabled");
    return config.hasPath(path) && (!isFlag || config.getBoolean(path));
  }

  private static UserError refused(Settings settings, String path, String why) {
    return new UserError(
        "%s: %s %s"
            .formatted(Place.of(settings.config().getValue(path), settings.home()), path, why));
  }

  private static List<String> targets(Settings settings, Config config) {
    String from;
    if (settings.has(Parameter.TARGET)) {
      from = settings.text(Parameter.TARGET);
    } else if (config.hasPath("target")) {
      from = config.getString("target");
    } else {
      throw new UserError(
          "target: config/environments/%s.conf names none; add target = \"host:port\" or give -Dtarget=host:port"
              .formatted(settings.environment()));
    }
    return addresses(from);
  }

  private static List<String> addresses(String given) {
    return Arrays.stream(given.split(",", -1)).map(String::strip).toList();
  }

  private static List<String> command(Config config) {
    try {
      return CommandWords.of(config, "token-command", "token-command");
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> text(Config config, String path) {
    return config.hasPath(path) ? Optional.of(config.getString(path)) : Optional.empty();
  }

  private static Optional<Path> file(Settings settings, String path) {
    return settings.config().hasPath(path)
        ? Optional.of(settings.home().resolve(settings.config().getString(path)))
        : Optional.empty();
  }
}
