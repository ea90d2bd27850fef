package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.coordinator.config.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what. */
class SecurityTest {
  @TempDir static Path folder;

  private static Certificates certificates;
  private static Path token;
  private static Path tenantTokens;

  @BeforeAll
  static void make() throws Exception {
    certificates =
        new Certificates(folder)
            .sign("server", "dns:localhost,ip:127.0.0.1")
            .sign("service", "dns:service.example")
            .sign("acme", "uri:tenant:acme");
    token = Files.writeString(folder.resolve("token"), "any-tenants-t0ken\n");
    tenantTokens =
        Files.writeString(
            folder.resolve("tokens"),
            "# who may do what\nacmes-t0ken acme\n\nglobexs-t0ken globex\n");
  }

  private static String tls(boolean mutual) {
    return """
    coordinator.server.tls { certificate = "%s", key = "%s", client-authority = "%s" }
    """
        .formatted(
            certificates.certificate("server"),
            certificates.key("server"),
            mutual ? certificates.authority() : "");
  }

  private static String tokens() {
    return """
    coordinator.server { token-file = "%s", tenant-tokens-file = "%s" }
    """
        .formatted(token, tenantTokens);
  }

  private interface Use {
    void with(ManagedChannel channel) throws Exception;
  }

  private static void connected(Fixture fixture, ChannelCredentials credentials, Use use)
      throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", fixture.coordinator.port(), credentials)
            .build();
    try {
      use.with(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  private static HybridCoordinatorBlockingStub stub(ManagedChannel channel, String... token) {
    HybridCoordinatorBlockingStub stub =
        HybridCoordinatorGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    if (token.length == 0) {
      return stub;
    }
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token[0]);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Status.Code outcome(Runnable call) {
    var refused = Fixture.refused(call);
    return refused == null ? Status.Code.OK : refused.getStatus().getCode();
  }

  @Test
  void overTlsTheServerIsKnownByItsAuthority() throws Exception {
    try (Fixture fixture = Fixture.start(tls(false))) {
      connected(
          fixture,
          certificates.trusting(),
          channel -> assertThat(stub(channel).search(query().build()).getHitsCount()).isPositive());
      // Fixture's own channel speaks plain text.
      assertThat(outcome(() -> fixture.client().search(query().build())))
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void withMutualTlsAClientWithoutACertificateIsNotHeard(@TempDir Path elsewhere) throws Exception {
    Certificates strangers = new Certificates(elsewhere).sign("acme", "uri:tenant:acme");

    try (Fixture fixture = Fixture.start(tls(true))) {
      connected(
          fixture,
          certificates.as("service"),
          channel -> assertThat(stub(channel).search(query().build()).getHitsCount()).isPositive());
      connected(
          fixture,
          certificates.trusting(),
          channel ->
              assertThat(outcome(() -> stub(channel).search(query().build())))
                  .isEqualTo(Status.Code.UNAVAILABLE));
      ChannelCredentials forged =
          TlsChannelCredentials.newBuilder()
              .trustManager(certificates.authority().toFile())
              .keyManager(strangers.certificate("acme").toFile(), strangers.key("acme").toFile())
              .build();
      connected(
          fixture,
          forged,
          channel ->
              assertThat(outcome(() -> stub(channel).search(query().build())))
                  .isEqualTo(Status.Code.UNAVAILABLE));
    }
  }

  @Test
  void aClientCertificateMayBindItsHolderToATenant() throws Exception {
    try (Fixture fixture = Fixture.start(tls(true))) {
      connected(fixture, certificates.as("acme"), channel -> assertIsAcmes(stub(channel)));
      connected(
          fixture,
          certificates.as("service"),
          channel ->
              assertThat(outcome(() -> stub(channel).search(of("globex"))))
                  .isEqualTo(Status.Code.OK));
    }
  }

  @Test
  void aTokenMayBindItsHolderToATenant() {
    try (Fixture fixture = Fixture.start(tokens())) {
      assertIsAcmes(fixture.client("acmes-t0ken"));
      assertThat(outcome(() -> fixture.client("globexs-t0ken").search(of("acme"))))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(outcome(() -> fixture.client("any-tenants-t0ken").search(of("acme"))))
          .isEqualTo(Status.Code.OK);
      assertThat(outcome(() -> fixture.client("any-tenants-t0ken").ingest(ingest())))
          .isEqualTo(Status.Code.OK);
      assertThat(outcome(() -> fixture.client("acmes").search(query().build())))
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void aTokenAndACertificateOfDifferentTenantsAreRefused() throws Exception {
    try (Fixture fixture = Fixture.start(tls(true) + tokens())) {
      connected(
          fixture,
          certificates.as("acme"),
          channel -> {
            assertThat(outcome(() -> stub(channel, "globexs-t0ken").search(query().build())))
                .isEqualTo(Status.Code.PERMISSION_DENIED);
            assertIsAcmes(stub(channel, "any-tenants-t0ken"));
            assertThat(outcome(() -> stub(channel).search(query().build())))
                .isEqualTo(Status.Code.UNAUTHENTICATED);
          });
    }
  }

  private static SearchRequest of(String tenant) {
    return query().setTenantId(tenant).setUserId("u").build();
  }

  private static IngestRequest ingest() {
    return IngestRequest.newBuilder().addItems(Fixture.content(1)).build();
  }

  private static FeedbackRequest feedback(String tenant) {
    return FeedbackRequest.newBuilder()
        .addEvents(
            FeedbackEvent.newBuilder().setTenantId("acme").setUserId("u").setEventType("play"))
        .addEvents(
            FeedbackEvent.newBuilder().setTenantId(tenant).setUserId("u").setEventType("play"))
        .build();
  }

  private static void assertIsAcmes(HybridCoordinatorBlockingStub client) {
    assertThat(outcome(() -> client.search(query().build()))).isEqualTo(Status.Code.OK);
    assertThat(outcome(() -> client.search(of("acme")))).isEqualTo(Status.Code.OK);
    assertThat(outcome(() -> client.search(query().setUserId("u").build())))
        .isEqualTo(Status.Code.OK);
    assertThat(outcome(() -> client.feedback(feedback("acme")))).isEqualTo(Status.Code.OK);
    assertThat(outcome(() -> client.feedback(feedback("")))).isEqualTo(Status.Code.OK);
    for (String other : new String[] {"globex", "ACME", "acme ", "acme\0"}) {
      assertThat(outcome(() -> client.search(of(other)))).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(outcome(() -> client.search(query().setTenantId(other).build())))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(outcome(() -> client.feedback(feedback(other))))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    assertThat(outcome(() -> client.ingest(ingest()))).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void whatATenantsTokenStoresIsThatTenants() {
    try (Fixture fixture = Fixture.start(tokens())) {
      fixture.client("acmes-t0ken").feedback(feedback(""));

      assertThat(fixture.stores.events)
          .extracting(FeedbackEvent::getTenantId)
          .containsExactly("acme", "acme");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reflectionIsOfferedIfConfigured(boolean offered) {
    try (Fixture fixture = Fixture.start("coordinator.server.reflection = " + offered)) {
      assertThat(Reflection.answers(fixture.channel)).isEqualTo(offered);
    }
  }

  @Test
  void reflectionNeedsTheTokenAndHealthDoesNot() {
    try (Fixture fixture = Fixture.start(tokens())) {
      assertThat(Reflection.answers(fixture.channel)).isFalse();
      assertThat(
              HealthGrpc.newBlockingStub(fixture.channel)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void noTokenIsInLogsMetricsOrErrors() throws Exception {
    StringBuilder said = new StringBuilder();
    try (CapturedLog log = CapturedLog.open();
        Fixture fixture = Fixture.start(tokens())) {
      fixture.stores.vectors.mood = FakeStores.Mood.DOWN;
      for (String wrong : new String[] {"any-tenants-t0ken", "acmes-t0ken", "wr0ng-t0ken"}) {
        said.append(Fixture.refused(() -> fixture.client(wrong).search(of("acme"))).getMessage());
      }
      said.append(fixture.metrics());
      said.append(Fixture.config(tokens()));
      Fixture.await(() -> log.text().contains("milvus does not answer"));
      said.append(log.text());
    }

    assertThat(said.toString()).contains("hybrid_requests_total").doesNotContain("t0ken");
  }

  @Test
  void aTokenFileThatCannotBeReadAsOneIsRefusedWithoutItsContent() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "a-t0ken acme\nlonely-t0ken\n");

    Assertions.assertThatThrownBy(
            () -> Fixture.config("coordinator.server.tenant-tokens-file = \"" + wrong + "\""))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "coordinator.server.tenant-tokens-file: line 2 is not a new token, a blank and a tenant");
  }
}
