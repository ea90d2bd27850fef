package io.hybridperf.coordinator.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the coordinator listens.
 *
 * @param host the address to bind
 * @param port 0..65535; 0 picks a free one
 * @param eventLoops network threads, 1..64
 * @param maxRequestBytes the largest request accepted
 * @param maxConcurrentCallsPerConnection calls in flight on one connection
 * @param defaultDeadline for requests without one
 * @param drainNotice how long requests are still taken after readiness was withdrawn
 * @param drainTimeout how long running requests may take at shutdown
 * @param reflection whether server reflection is offered
 * @param tokens the bearer tokens expected, or none
 * @param tls certificate and key, or empty for plain text
 */
public record ServerConfig(
    String host,
    int port,
    int eventLoops,
    int maxRequestBytes,
    int maxConcurrentCallsPerConnection,
    Duration defaultDeadline,
    Duration drainNotice,
    Duration drainTimeout,
    boolean reflection,
    Tokens tokens,
    Optional<Tls> tls) {

  /**
   * PEM files for TLS.
   *
   * @param certificate the server's certificate chain
   * @param key its private key
   * @param clientAuthority who signs client certificates; present means that clients must show one
   */
  public record Tls(Path certificate, Path key, Optional<Path> clientAuthority) {}

  static ServerConfig from(ConfigSection server) {
    return new ServerConfig(
        server.required("host"),
        server.number("port", 0, 65_535),
        server.number("event-loops", 1, 64),
        (int) server.bytes("max-request-bytes", 64 << 10, 256 << 20),
        server.number("max-concurrent-calls-per-connection", 1, 100_000),
        server.duration("default-deadline", Duration.ofMillis(1), Duration.ofMinutes(10)),
        server.duration("drain-notice", Duration.ZERO, Duration.ofMinutes(10)),
        server.duration("drain-timeout", Duration.ZERO, Duration.ofMinutes(10)),
        server.flag("reflection"),
        Tokens.of(
            server.secret("token"),
            server.lines("tenant-tokens-file"),
            "coordinator.server.tenant-tokens-file"),
        tls(server.section("tls")));
  }

  private static Optional<Tls> tls(ConfigSection tls) {
    Optional<Path> certificate = tls.file("certificate");
    Optional<Path> key = tls.file("key");
    Optional<Path> clientAuthority = tls.file("client-authority");
    if (certificate.isEmpty() && key.isEmpty() && clientAuthority.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new SettingException(
          "coordinator.server.tls needs both certificate and key, or none of its settings");
    }
    return Optional.of(new Tls(certificate.get(), key.get(), clientAuthority));
  }
}
