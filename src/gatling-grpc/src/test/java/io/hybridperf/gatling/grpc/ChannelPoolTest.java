package io.hybridperf.gatling.grpc;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.gatling.grpc.GrpcDsl.grpc;
import static io.hybridperf.gatling.grpc.GrpcDsl.response;
import static io.hybridperf.gatling.grpc.GrpcDsl.statusCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatling.javaapi.core.PopulationBuilder;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.hybridperf.gatling.support.GatlingRun;
import io.hybridperf.gatling.support.RunLog;
import io.hybridperf.gatling.support.TestCertificates;
import io.hybridperf.gatling.support.TestCoordinator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelPoolTest {
  /** A call that should be answered is, however slow the machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static UnaryActionBuilder<HealthCheckRequest, HealthCheckResponse> health() {
    return grpc("health")
        .unary(HealthGrpc.getCheckMethod(), session -> HealthCheckRequest.getDefaultInstance());
  }

  private static PopulationBuilder users(int count) {
    return scenario("load").exec(health()).injectOpen(atOnceUsers(count));
  }

  @Test
  void anyUnaryMethodCanBeCalledAndChecked() {
    try (TestCoordinator server = TestCoordinator.start()) {
      RunLog log =
          GatlingRun.of(
              scenario("load")
                  .exec(
                      health()
                          .check(
                              statusCode().is(Status.Code.OK),
                              response(ServingStatus.class, HealthCheckResponse::getStatus)
                                  .is(ServingStatus.SERVING)),
                      grpc("unknown")
                          .unary(
                              HealthGrpc.getCheckMethod(),
                              session ->
                                  HealthCheckRequest.newBuilder().setService("no such").build())
                          .check(statusCode().is(Status.Code.NOT_FOUND)))
                  .injectOpen(atOnceUsers(1)),
              grpc.target(server.target()));
      assertThat(log.responses()).hasSize(2).allMatch(RunLog.Response::ok);
    }
  }

  /** Without channels (0) there is one for each loop and target. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 0", "1, 3, 0", "2, 2, 0", "2, 3, 0", "3, 2, 0", "2, 2, 3", "3, 4, 5", "4, 2, 2"
  })
  void targetsGetEqualSharesWhateverTheLoopsAndChannels(int loops, int targets, int channels) {
    List<TestCoordinator> servers = Stream.generate(TestCoordinator::start).limit(targets).toList();
    try {
      String[] addresses = servers.stream().map(TestCoordinator::target).toArray(String[]::new);
      int users = 60 * targets;
      GrpcProtocolBuilder protocol = grpc.targets(addresses);
      RunLog log =
          GatlingRun.of(
              users(users), channels == 0 ? protocol : protocol.channels(channels), loops);
      assertThat(log.responses()).hasSize(users).allMatch(RunLog.Response::ok);
      // Gatling deals its users to the loops; each loop's last round may be cut short.
      assertThat(servers)
          .allSatisfy(server ->
              assertThat(server.authorizations().size()).isBetween(60 - loops, 60 + loops));
    } finally {
      servers.forEach(TestCoordinator::close);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 2, 2", "3, 2, 1", "2, 1, 3"})
  void someUsersAskAnotherSystemWhoseTargetsShareTheirCalls(int loops, int firsts, int others) {
    List<TestCoordinator> servers =
        Stream.generate(TestCoordinator::start).limit(firsts + others).toList();
    try {
      List<String> addresses = servers.stream().map(TestCoordinator::target).toList();
      RunLog log =
          GatlingRun.of(
              users(240),
              grpc.targets(addresses.subList(0, firsts))
                  .against(
                      grpc.targets(addresses.subList(firsts, firsts + others))
                          .token(() -> "theirs"),
                      session -> session.userId() % 4 == 0)
                  .token(() -> "ours"),
              loops);
      assertThat(log.responses()).hasSize(240).allMatch(RunLog.Response::ok);
      for (int n = 0; n < servers.size(); n++) {
        assertThat(servers.get(n).authorizations())
            .containsOnly(n < firsts ? "Bearer ours" : "Bearer theirs");
      }
      List<Integer> asked = servers.stream().map(server -> server.authorizations().size()).toList();
      assertThat(asked.subList(0, firsts))
          .allSatisfy(n -> assertThat(n).isBetween(180 / firsts - loops, 180 / firsts + loops));
      assertThat(asked.subList(0, firsts).stream().mapToInt(n -> n).sum()).isEqualTo(180);
      assertThat(asked.subList(firsts, firsts + others))
          .allSatisfy(n -> assertThat(n).isBetween(60 / others - loops, 60 / others + loops));
    } finally {
      servers.forEach(TestCoordinator::close);
    }
  }

  @Test
  void callsAreCountedByTargetWhereThereAreSeveral() {
    RecordingProbe both = new RecordingProbe();
    RecordingProbe one = new RecordingProbe();
    try (TestCoordinator first = TestCoordinator.start();
        TestCoordinator second = TestCoordinator.start()) {
      GatlingRun.of(users(40), grpc.targets(first.target(), second.target()).recording(both), 1);
      GatlingRun.of(users(5), grpc.target(first.target()).recording(one));
      assertThat(both.byTarget())
          .containsEntry("sent to " + first.target(), 20)
          .containsEntry("OK of " + second.target(), 20)
          .hasSize(4);
    }
    assertThat(one.byTarget()).isEmpty();
  }

  @Test
  void thePoolHasTheSizeAskedFor() {
    try (TestCoordinator few = TestCoordinator.start();
        TestCoordinator many = TestCoordinator.start()) {
      GatlingRun.of(users(20), grpc.target(few.target()).channels(1));
      GatlingRun.of(users(20), grpc.target(many.target()).channels(5));
      assertThat(few.connections()).isEqualTo(1);
      assertThat(many.connections()).isEqualTo(5);
    }
  }

  @Test
  void aNameIsResolvedByDns() {
    try (TestCoordinator server = TestCoordinator.start()) {
      RunLog log = GatlingRun.of(users(4), grpc.target("dns:///localhost:" + server.port()));
      assertThat(log.responses()).hasSize(4).allMatch(RunLog.Response::ok);
    }
  }

  @Test
  void aCallIsRecordedOnTheEventLoopOfItsUserAndNotCountedTwice() {
    RecordingProbe probe = new RecordingProbe();
    try (TestCoordinator server = TestCoordinator.start()) {
      GatlingRun.of(users(10), grpc.target(server.target()).recording(probe));
    }
    assertThat(probe.threadsOfEachRecorder()).hasSize(2).allMatch(threads -> threads == 1);
    assertThat(probe.sent()).isEqualTo(10);
    assertThat(probe.ended()).hasSize(10).containsOnly("health OK");
    assertThat(probe.inFlight()).isZero();
  }

  @Test
  void tlsAndTokensReachTheServer(@TempDir Path folder) throws Exception {
    TestCertificates own = TestCertificates.create(folder, "own");
    TestCertificates foreign = TestCertificates.create(folder, "foreign");
    Path token = Files.writeString(folder.resolve("token"), "from-a-file\n");
    SslContext context =
        GrpcSslContexts.forServer(own.certificate().toFile(), own.key().toFile()).build();
    try (TestCoordinator server =
        TestCoordinator.start(0, options -> options.sslContext(context))) {
      GrpcProtocolBuilder protocol = grpc.target(server.target()).deadline(PATIENCE);
      RunLog trusted =
          GatlingRun.of(
              users(1), protocol.trustCertificates(own.certificate()).tokenFromFile(token));
      RunLog supplied =
          GatlingRun.of(
              users(1), protocol.trustCertificates(own.certificate()).token(() -> "given"));
      RunLog untrusted = GatlingRun.of(users(1), protocol.trustCertificates(foreign.certificate()));
      assertThat(trusted.responses()).allMatch(RunLog.Response::ok);
      assertThat(supplied.responses()).allMatch(RunLog.Response::ok);
      assertThat(server.authorizations()).containsExactly("Bearer from-a-file", "Bearer given");
      assertThat(untrusted.failures()).containsExactly("UNAVAILABLE");
      assertThat(
              TargetProbe.problem(
                  protocol.trustCertificates(own.certificate()).protocol(), PATIENCE))
          .isEmpty();
      assertThat(
              TargetProbe.problem(
                  protocol.trustCertificates(foreign.certificate()).protocol(), PATIENCE))
          .hasValueSatisfying(reason ->
              assertThat(reason)
                  .contains(server.target(), "unknown issuer", "tls.trust-certificates"));
      assertThat(TargetProbe.problem(protocol.protocol(), PATIENCE))
          .hasValueSatisfying(reason -> assertThat(reason).contains(server.target()));
    }
  }

  @Test
  void aClientCanProveWhoItIs(@TempDir Path folder) throws Exception {
    TestCertificates own = TestCertificates.create(folder, "own");
    TestCertificates client = TestCertificates.create(folder, "client");
    SslContext context =
        GrpcSslContexts.forServer(own.certificate().toFile(), own.key().toFile())
            .trustManager(client.certificate().toFile())
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    try (TestCoordinator server =
        TestCoordinator.start(0, options -> options.sslContext(context))) {
      GrpcProtocolBuilder anonymous =
          grpc.target(server.target()).trustCertificates(own.certificate()).deadline(PATIENCE);
      RunLog known =
          GatlingRun.of(users(1), anonymous.clientCertificate(client.certificate(), client.key()));
      RunLog unknown = GatlingRun.of(users(1), anonymous);
      assertThat(known.responses()).allMatch(RunLog.Response::ok);
      assertThat(unknown.failures()).containsExactly("UNAVAILABLE");
    }
  }

  @Test
  void settingsThatCannotWorkEndTheRunBeforeItBegins(@TempDir Path folder) {
    assertThatThrownBy(() -> GatlingRun.of(users(1), grpc))
        .hasStackTraceContaining("target is missing: use .target(\"host:port\")");
    assertThatThrownBy(() -> GatlingRun.of(users(1), grpc.targets("a:1", "b:2").channels(1)))
        .hasStackTraceContaining("channels is 1 but there are 2 targets");
    assertThatThrownBy(() ->
            GatlingRun.of(users(1), grpc.target("a:1").tokenFromEnvironment("NO_SUCH_VARIABLE")))
        .hasStackTraceContaining(
            "token: environment variable NO_SUCH_VARIABLE is missing or empty");
    assertThatThrownBy(() ->
            GatlingRun.of(users(1), grpc.target("a:1").trustCertificates(folder.resolve("no.pem"))))
        .hasStackTraceContaining("tls.trust-certificates is \"" + folder.resolve("no.pem") + "\"");
    assertThatThrownBy(() -> GatlingRun.of(simulation -> simulation.setUp(users(1))))
        .hasStackTraceContaining("a gRPC call has no protocol");
  }
}
