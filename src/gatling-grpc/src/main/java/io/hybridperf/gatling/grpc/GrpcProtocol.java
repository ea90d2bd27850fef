package io.hybridperf.gatling.grpc;

import io.gatling.core.protocol.Protocol;
import io.gatling.javaapi.core.Session;
import io.hybridperf.gatling.grpc.channel.Balancing;
import io.hybridperf.gatling.grpc.channel.BearerToken;
import io.hybridperf.gatling.grpc.channel.Route;
import io.hybridperf.gatling.grpc.channel.Target;
import io.hybridperf.gatling.grpc.channel.TransportSecurity;
import io.hybridperf.gatling.grpc.record.CallRecording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a simulation share. Holds no secret in the clear: its text can be logged.
 *
 * @param targets where the calls go, each {@code host:port}, {@code dns:///name:port} or {@code
 *     xds:///name}
 * @param balancing between several targets, or between the addresses of a name
 * @param channels how many connections there are in all; 0: one for each event loop and target
 * @param deadline how long a call may take
 * @param token the bearer token sent with each call
 * @param transport plain text or TLS
 * @param recording what records the calls
 * @param other which of the targets are another system, and who asks them; null: all are one
 * @param traceShare the share of calls that carry a trace's id, 0 to 1, asked for each call
 */
public record GrpcProtocol(
    List<String> targets,
    Balancing balancing,
    int channels,
    Duration deadline,
    BearerToken token,
    TransportSecurity transport,
    CallRecording recording,
    @Nullable OtherSystem other,
    DoubleSupplier traceShare)
    implements Protocol {

  static final GrpcProtocol DEFAULT =
      new GrpcProtocol(
          List.of(),
          Balancing.ROUND_ROBIN,
          0,
          Duration.ofSeconds(10),
          BearerToken.NONE,
          TransportSecurity.PLAIN_TEXT,
          CallRecording.NONE,
          null,
          () -> 0);

  GrpcProtocol withTargets(List<String> value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("targets is empty: name at least one host:port");
    }
    Set<String> seen = new HashSet<>();
    for (String each : value) {
      if (!seen.add(Target.parse(each).place())) {
        throw new IllegalArgumentException(
            "target is \"" + each + "\": named twice; each gets the same share");
      }
    }
    return new GrpcProtocol(
        List.copyOf(value),
        balancing,
        channels,
        deadline,
        token,
        transport,
        recording,
        other,
        traceShare);
  }

  GrpcProtocol withBalancing(Balancing value) {
    return new GrpcProtocol(
        targets, value, channels, deadline, token, transport, recording, other, traceShare);
  }

  GrpcProtocol withChannels(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("channels is " + value + ": it must be at least 1");
    }
    return new GrpcProtocol(
        targets, balancing, value, deadline, token, transport, recording, other, traceShare);
  }

  GrpcProtocol withDeadline(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("deadline is " + value + ": it must be more than zero");
    }
    return new GrpcProtocol(
        targets, balancing, channels, value, token, transport, recording, other, traceShare);
  }

  GrpcProtocol withToken(BearerToken value) {
    return new GrpcProtocol(
        targets, balancing, channels, deadline, value, transport, recording, other, traceShare);
  }

  GrpcProtocol withTransport(TransportSecurity value) {
    return new GrpcProtocol(
        targets, balancing, channels, deadline, token, value, recording, other, traceShare);
  }

  GrpcProtocol withRecording(CallRecording value) {
    return new GrpcProtocol(
        targets, balancing, channels, deadline, token, transport, value, other, traceShare);
  }

  GrpcProtocol withOther(GrpcProtocol second, Predicate<Session> askedBy) {
    List<String> all = new ArrayList<>(targets);
    all.addAll(second.targets);
    GrpcProtocol both = withTargets(all);
    return new GrpcProtocol(
        both.targets,
        balancing,
        channels,
        deadline,
        token,
        transport,
        recording,
        new OtherSystem(targets.size(), askedBy, second.token, second.transport),
        traceShare);
  }

  GrpcProtocol withTraceShare(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "traceShare is " + value + ": it must be a share from 0 to 1");
    }
    return withTraceShare(() -> value);
  }

  GrpcProtocol withTraceShare(DoubleSupplier value) {
    return new GrpcProtocol(
        targets, balancing, channels, deadline, token, transport, recording, other, value);
  }

  /**
   * What leads to the system under test.
   *
   * @param found told the name of each server that calls are balanced over
   * @throws IllegalArgumentException with one line, if its targets cannot be balanced as they
   *     should
   */
  List<Route> routes(Consumer<String> found) {
    return Route.to(targets.subList(0, ownTargets()), balancing, found);
  }

  /** As {@link #routes}, to the other system; none, if there is but one. */
  List<Route> otherRoutes(Consumer<String> found) {
    return other == null
        ? List.of()
        : Route.to(targets.subList(ownTargets(), targets.size()), balancing, found);
  }

  private int ownTargets() {
    return other == null ? targets.size() : other.first();
  }
}
