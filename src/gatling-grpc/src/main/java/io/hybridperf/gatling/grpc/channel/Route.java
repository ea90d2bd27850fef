package io.hybridperf.gatling.grpc.channel;

import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolverRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one channel leads to: a target, or several of which gRPC chooses one for each call.
 *
 * @param given the targets, at least one, as in settings
 * @param targets the same
 * @param balancing between them, or between the addresses of a name
 * @param backends the servers that are balanced; null: there is but one
 */
public record Route(
    List<String> given, List<Target> targets, Balancing balancing, @Nullable Backends backends) {
  private static final String REMEDY =
      "it needs grpc-xds on the class path: add -Pxds, or io.grpc:grpc-xds yourself";

  public Route {
    given = List.copyOf(given);
    targets = List.copyOf(targets);
  }

  /**
   * The routes to a system.
   *
   * @param targets as they are given, at least one
   * @param balancing between them
   * @param found told the name of each server that a channel balances calls over
   * @throws IllegalArgumentException with one line, if they cannot be balanced like that
   */
  public static List<Route> to(List<String> targets, Balancing balancing, Consumer<String> found) {
    List<Target> parsed = targets.stream().map(Target::parse).toList();
    parsed.forEach(Route::requireResolver);
    if (balancing == Balancing.LEAST_REQUEST) {
      requireBalanced(parsed, balancing);
      return List.of(of(targets, parsed, balancing, found));
    }
    return IntStream.range(0, parsed.size())
        .mapToObj(n -> of(targets.subList(n, n + 1), parsed.subList(n, n + 1), balancing, found))
        .toList();
  }

  /** To one target, whose addresses have their turns, and nobody is told of them. */
  static Route to(Target target) {
    requireResolver(target);
    return of(List.of(target.toString()), List.of(target), Balancing.ROUND_ROBIN, _ -> {});
  }

  private static Route of(
      List<String> given, List<Target> targets, Balancing balancing, Consumer<String> found) {
    boolean one = targets.size() == 1 && !targets.getFirst().several();
    return new Route(given, targets, balancing, one ? null : new Backends(given, targets, found));
  }

  private static void requireResolver(Target target) {
    if (target.kind() == Target.Kind.XDS
        && NameResolverRegistry.getDefaultRegistry().getProviderForScheme("xds") == null) {
      throw new IllegalArgumentException("target is \"%s\": %s".formatted(target, REMEDY));
    }
  }

  private static void requireBalanced(List<Target> targets, Balancing balancing) {
    for (Target target : targets) {
      if (target.kind() == Target.Kind.XDS) {
        throw refused(
            balancing,
            "the control plane says how the endpoints of %s are balanced: leave it out"
                .formatted(target));
      }
      if (targets.size() > 1 && target.several()) {
        throw refused(
            balancing,
            "%s is a name among several targets: name addresses, or that name alone"
                .formatted(target));
      }
    }
    if (targets.size() == 1 && !targets.getFirst().several()) {
      throw refused(
          balancing,
          "%s is one address: name several, host:port,host:port, or dns:///name:port"
              .formatted(targets.getFirst()));
    }
    if (LoadBalancerRegistry.getDefaultRegistry().getProvider(balancing.policy()) == null) {
      throw refused(balancing, REMEDY);
    }
  }

  private static IllegalArgumentException refused(Balancing balancing, String why) {
    return new IllegalArgumentException("balancing is %s: %s".formatted(balancing.key(), why));
  }
}
