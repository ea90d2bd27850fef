package io.hybridperf.gatling.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.hybridperf.gatling.grpc.channel.ChannelFactory;
import io.hybridperf.gatling.grpc.channel.Target;
import io.hybridperf.gatling.grpc.channel.TlsProblem;
import io.hybridperf.gatling.grpc.channel.TokenHeader;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds out before a run whether its targets answer. */
public final class TargetProbe {
  /** Characters of what gRPC says. */
  private static final int MOST_SAID = 300;

  private TargetProbe() {}

  /**
   * Asks each target's health service whether it serves. A server without that service counts as
   * answering.
   *
   * @param protocol the run's protocol: its targets, TLS and token
   * @param timeout how long to wait for each
   * @return nothing if all answer; otherwise the first one's reason in one line, with the target
   *     and a remedy
   * @throws IllegalArgumentException with one line, if a certificate or the token cannot be read,
   *     or the targets cannot be balanced as they should
   */
  public static Optional<String> problem(GrpcProtocol protocol, Duration timeout) {
    // Refuses what cannot be balanced; what answers is asked target by target.
    var _ = protocol.routes(_ -> {});
    var _ = protocol.otherRoutes(_ -> {});
    return protocol.targets().stream()
        .map(target -> problem(protocol, target, timeout))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> problem(GrpcProtocol protocol, String target, Duration timeout) {
    ManagedChannel channel =
        new ChannelFactory(protocol.transport()).openAlone(Target.parse(target));
    try {
      HealthCheckResponse answer =
          ClientCalls.blockingUnaryCall(
              TokenHeader.addedTo(channel, protocol.token()),
              HealthGrpc.getCheckMethod(),
              CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS),
              HealthCheckRequest.getDefaultInstance());
      return answer.getStatus() == ServingStatus.SERVING
          ? Optional.empty()
          : Optional.of(
              "target "
                  + target
                  + " answers but says "
                  + answer.getStatus()
                  + ": wait until it is ready");
    } catch (StatusRuntimeException e) {
      if (Target.parse(target).kind() == Target.Kind.XDS
          && e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        return Optional.of("target " + target + " " + ofXds(e.getStatus(), timeout));
      }
      return reason(e.getStatus(), protocol, timeout)
          .map(reason -> "target " + target + " " + reason);
    } finally {
      channel.shutdownNow();
    }
  }

  /** What gRPC says of the control plane is the best that is known. */
  private static String ofXds(Status status, Duration timeout) {
    String all = String.valueOf(status.getDescription()).lines().findFirst().orElse("");
    String said = all.length() > MOST_SAID ? all.substring(0, MOST_SAID) + ".." : all;
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        ? "did not answer within %s ms: check the control plane that GRPC_XDS_BOOTSTRAP names, and the endpoints it has for it"
            .formatted(timeout.toMillis())
        : "cannot be reached (%s, %s): check the control plane that GRPC_XDS_BOOTSTRAP names, and that it knows this name"
            .formatted(status.getCode(), said);
  }

  private static Optional<String> reason(Status status, GrpcProtocol protocol, Duration timeout) {
    return switch (status.getCode()) {
      // It has no health service, or knows no overall health: but it answered.
      case UNIMPLEMENTED, NOT_FOUND -> webServer(status);
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          Optional.of(
              "refuses the call ("
                  + status.getCode()
                  + "): check the token, which is "
                  + protocol.token());
      case DEADLINE_EXCEEDED ->
          Optional.of(
              "did not answer within "
                  + timeout.toMillis()
                  + " ms: check the address and the network, and that this machine has a processor to spare");
      case UNAVAILABLE -> Optional.of(unreachable(status, protocol));
      default ->
          Optional.of(
              "answers the health check with " + status.getCode() + ": is it a gRPC server?");
    };
  }

  /** gRPC makes its codes of those of HTTP where an answer has none. */
  private static Optional<String> webServer(Status status) {
    String said = String.valueOf(status.getDescription()).lines().findFirst().orElse("");
    return said.startsWith("HTTP status code")
        ? Optional.of(
            "answers as a web server (%s) and not by gRPC: name the port of the coordinator's API"
                .formatted(said))
        : Optional.empty();
  }

  private static String unreachable(Status status, GrpcProtocol protocol) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return "refuses connections: start the server there, or set another target";
      }
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "has an unknown host name: set another target";
      }
    }
    Optional<String> tls = TlsProblem.of(status.getCause());
    if (tls.isPresent()) {
      return tls.get();
    }
    return protocol.transport().encrypted()
        ? "closes the connection: does it speak TLS?"
        : "closes the connection: does it want TLS?";
  }
}
