package io.hybridperf.suite.target;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.gatling.commons.util.GatlingVersion;
import io.hybridperf.feeders.movielens.Footprint;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.stack.StackLauncher;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.stack.StackStartException;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run talks to: a deployment that stands, or the embedded stack, started for the run. */
public final class RunTarget implements AutoCloseable {
  private final Environment environment;
  private final @Nullable StackProcess stack;
  private final List<String> addresses;
  private final GrpcProtocolBuilder protocol;

  private RunTarget(
      Environment environment,
      @Nullable StackProcess stack,
      List<String> addresses,
      GrpcProtocolBuilder protocol) {
    this.environment = environment;
    this.stack = stack;
    this.addresses = List.copyOf(addresses);
    this.protocol = protocol;
  }

  /**
   * Makes the target of a run ready.
   *
   * @param settings of the run
   * @param environment where it is
   * @throws UserError if it does not answer, or cannot be started
   */
  public static RunTarget of(Settings settings, Environment environment) {
    if (!environment.embedded()) {
      return standing(environment.targets(), settings, environment);
    }
    MemoryCheck.requireEnough(Films.of(settings));
    StackProcess stack = started(settings);
    List<String> addresses = List.of(stack.target());
    return new RunTarget(
        environment, stack, addresses, TargetProtocol.to(addresses, settings, environment));
  }

  /**
   * Aims at what was made ready before.
   *
   * @param addresses where it answers
   * @param settings of the run
   * @param environment where it is
   * @throws UserError if it does not answer
   */
  public static RunTarget standing(
      List<String> addresses, Settings settings, Environment environment) {
    return new RunTarget(
        environment, null, addresses, TargetProtocol.to(addresses, settings, environment));
  }

  /**
   * Starts the embedded stack with what is under {@code stack} in the configuration: {@code
   * stack.faults = true} as {@code --faults on}, {@code stack.name = value} as {@code --name
   * value}.
   */
  private static StackProcess started(Settings settings) {
    Config config = settings.config();
    Path module = settings.home().resolve("src").resolve("embedded").resolve("target");
    try {
      StackLauncher launcher =
          StackLauncher.built(settings.home())
              .dataDir(module.resolve(dataFolder(config, Films.of(settings))))
              .errorsTo(module.resolve("embedded-stack.err"))
              .inBackground()
              .heapOfAtLeast(Footprint.stackMaxHeap(Films.of(settings).all()));
      for (Map.Entry<String, ConfigValue> option : options(config).entrySet()) {
        Object given = option.getValue().unwrapped();
        launcher =
            launcher.option(
                option.getKey(),
                given instanceof Boolean yes ? (yes ? "on" : "off") : given.toString());
      }
      return launcher.start(Console::say);
    } catch (StackStartException e) {
      throw new UserError("env=" + settings.environment() + ": " + e.getMessage());
    }
  }

  /**
   * Environments with other engines keep their data apart, or each start would load it again; and
   * so do synthetic films, which take minutes, from the real ones that the next run asks for.
   */
  private static String dataFolder(Config config, Films films) {
    return (config.hasPath("stack-folder") ? config.getString("stack-folder") : "stack-data")
        + (films.synthetic() > 0 ? "-films" : "");
  }

  /** In alphabetical order. */
  private static Map<String, ConfigValue> options(Config config) {
    Map<String, ConfigValue> options =
        config.hasPath("stack") ? new TreeMap<>(config.getObject("stack")) : new TreeMap<>();
    options.values().removeIf(value -> value.valueType() == ConfigValueType.NULL);
    return options;
  }

  /** {@return where it is} */
  public Environment environment() {
    return environment;
  }

  /** {@return the stack this run started; null: the target stood already} */
  public @Nullable StackProcess stack() {
    return stack;
  }

  /** {@return each as host:port} */
  public List<String> addresses() {
    return addresses;
  }

  /** {@return the protocol of calls to it, without a recording} */
  public GrpcProtocolBuilder protocol() {
    return protocol;
  }

  /** What a stack of ours says of itself under a name; of others nothing is known. */
  private Map<String, String> described(String part) {
    Map<String, String> described = new TreeMap<>();
    if (stack != null) {
      stack
          .description()
          .path(part)
          .properties()
          .forEach(entry -> described.put(entry.getKey(), entry.getValue().asText()));
    }
    return described;
  }

  /**
   * {@return what {@code run.json} says of a run on it first}
   *
   * @param settings of the run
   * @param plan of its load
   * @param scale of its rates
   * @param parameters as the run has them
   */
  public RunInfo info(
      Settings settings, ArrivalPlan plan, double scale, Map<String, String> parameters) {
    return RunInfo.starting(
            settings.simulation(),
            environment.name(),
            scale,
            settings.text(Parameter.GATE),
            settings.whole(Parameter.SEED),
            plan)
        .withParameters(parameters)
        .withVersions(
            Map.of(
                "gatling",
                GatlingVersion.ThisVersion().fullVersion(),
                "java",
                Runtime.version().toString()))
        .withEngines(described("engines"))
        .withDataset(described("dataset"));
  }

  /** Stops what was started. */
  @Override
  public void close() {
    if (stack != null) {
      stack.close();
    }
  }
}
