package io.hybridperf.suite.target;

import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;

import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.TargetProbe;
import io.hybridperf.gatling.grpc.channel.Balancing;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.List;

/** Turns settings into connections. */
public final class TargetProtocol {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(20);

  private TargetProtocol() {}

  /**
   * {@return connections as the settings describe them, to targets that answer}
   *
   * @throws UserError if one has another form, does not answer, or a certificate or token cannot be
   *     read
   */
  public static GrpcProtocolBuilder to(
      List<String> targets, Settings settings, Environment environment) {
    try {
      GrpcProtocolBuilder protocol =
          hybrid.targets(targets).deadline(settings.duration(Parameter.DEADLINE));
      if (settings.has(Parameter.TRACE_SHARE)) {
        protocol = protocol.traceShare(settings.number(Parameter.TRACE_SHARE));
      }
      if (settings.has(Parameter.BALANCING)
          && settings.text(Parameter.BALANCING).equals(Balancing.LEAST_REQUEST.key())) {
        protocol = protocol.balancing(Balancing.LEAST_REQUEST);
      }
      int channels = Math.toIntExact(settings.whole(Parameter.CHANNELS));
      protocol =
          secured(channels == 0 ? protocol : protocol.channels(channels), environment, settings);
      TargetProbe.problem(protocol.protocol(), PROBE_TIMEOUT)
          .ifPresent(problem -> {
            throw new UserError(problem);
          });
      return protocol;
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  private static GrpcProtocolBuilder secured(
      GrpcProtocolBuilder plain, Environment environment, Settings settings) {
    GrpcProtocolBuilder protocol = environment.tls() ? plain.tls() : plain;
    if (environment.trustCertificates().isPresent()) {
      protocol = protocol.trustCertificates(environment.trustCertificates().get());
    }
    if (environment.clientCertificate().isPresent()) {
      protocol =
          protocol.clientCertificate(
              environment.clientCertificate().get(), environment.clientKey().get());
    }
    if (environment.authority().isPresent()) {
      protocol = protocol.authority(environment.authority().get());
    }
    return withToken(protocol, environment, settings);
  }

  private static GrpcProtocolBuilder withToken(
      GrpcProtocolBuilder protocol, Environment environment, Settings settings) {
    if (!environment.tokenCommand().isEmpty()) {
      return protocol.tokenFromCommand(environment.tokenCommand(), settings.home());
    }
    return environment
        .tokenFile()
        .map(protocol::tokenFromFile)
        .or(() -> environment.tokenVariable().map(protocol::tokenFromEnvironment))
        .orElse(protocol);
  }
}
