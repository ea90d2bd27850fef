package io.hybridperf.suite.target;

import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a run talks to: a deployment that stands, or the embedded stack, started for the run. */
public final class RunTarget implements AutoCloseable {
  private final Environment environment;
  private final @Nullable EmbeddedStack stack;
  private final List<String> addresses;
  private final GrpcProtocolBuilder connections;

  private RunTarget(
      Environment environment,
      @Nullable EmbeddedStack stack,
      List<String> addresses,
      GrpcProtocolBuilder connections) {
    this.environment = environment;
    this.stack = stack;
    this.addresses = List.copyOf(addresses);
    this.connections = connections;
  }

  /**
   * Makes the target of a run ready.
   *
   * @param settings of the run
   * @param environment where it is
   * @param standing targets of another run that go on with this one, separated by commas; null:
   *     none
   * @param say takes lines for people
   * @throws UserError if it does not answer, or cannot be started
   */
  public static RunTarget of(
      Settings settings, Environment environment, @Nullable String standing, Consumer<String> say) {
    EmbeddedStack stack =
        environment.embedded() && standing == null ? EmbeddedStack.start(settings, say) : null;
    List<String> addresses =
        standing != null
            ? List.of(standing.split(",", -1))
            : stack == null ? environment.targets() : List.of(stack.target());
    return new RunTarget(
        environment, stack, addresses, Connections.to(addresses, settings, environment));
  }

  public Environment environment() {
    return environment;
  }

  /** The stack this run started; null: the target stood already. */
  public @Nullable EmbeddedStack stack() {
    return stack;
  }

  public List<String> addresses() {
    return addresses;
  }

  public GrpcProtocolBuilder connections() {
    return connections;
  }

  /** {@return what a stack of ours says of itself under a name; of others nothing is known} */
  public Map<String, String> described(String part) {
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

  /** Stops what was started. */
  @Override
  public void close() {
    if (stack != null) {
      stack.close();
    }
  }
}
