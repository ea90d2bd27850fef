package io.hybridperf.suite.hybrid;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.cacheHit;
import static io.hybridperf.suite.hybrid.HybridDsl.contentIds;
import static io.hybridperf.suite.hybrid.HybridDsl.degraded;
import static io.hybridperf.suite.hybrid.HybridDsl.grpc;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.policyTenant;
import static io.hybridperf.suite.hybrid.HybridDsl.recallAtK;
import static io.hybridperf.suite.hybrid.HybridDsl.response;
import static io.hybridperf.suite.hybrid.HybridDsl.resultCount;
import static io.hybridperf.suite.hybrid.HybridDsl.slo;
import static io.hybridperf.suite.hybrid.HybridDsl.stageMicros;
import static io.hybridperf.suite.hybrid.HybridDsl.statusCode;
import static io.hybridperf.suite.hybrid.HybridDsl.strategy;
import static io.hybridperf.suite.hybrid.HybridDsl.totalMicros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.gatling.grpc.Grpc;
import io.hybridperf.gatling.grpc.GrpcDsl;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.UnaryActionBuilder;
import io.hybridperf.gatling.grpc.channel.Balancing;
import io.hybridperf.gatling.grpc.check.CheckIf;
import io.hybridperf.gatling.grpc.record.CallRecording;
import io.hybridperf.gatling.support.GatlingRun;
import io.hybridperf.gatling.support.RunLog;
import io.hybridperf.gatling.support.TestCoordinator;
import io.hybridperf.measurement.slo.SloBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every phrase of the DSL, so that none can break unseen. */
class HybridDslTest {
  private static final Class<?>[] DSL = {
    HybridDsl.class,
    GrpcDsl.class,
    Hybrid.class,
    Grpc.class,
    GrpcProtocolBuilder.class,
    CheckIf.class,
    UnaryActionBuilder.class,
    SloBuilder.class
  };

  /** What the builders are made for, and Gatling calls. */
  private static final Set<String> NO_PHRASES =
      Set.of("asScala", "protocol", "toString", "build", "config", "name", "call");

  private final GrpcProtocolBuilder protocol =
      hybrid
          .target("127.0.0.1:50051")
          .target("dns:///coordinator:50051")
          .targets("a:1", "b:2")
          .targets(List.of("a:1", "b:2"))
          .balancing(Balancing.ROUND_ROBIN)
          .channels(4)
          .deadline(Duration.ofMillis(250))
          .token(() -> "token")
          .tokenFromEnvironment("TOKEN")
          .tokenFromFile(Path.of("token"))
          .tokenFromCommand(List.of("print-token"), Path.of("."))
          .traceShare(0.01)
          .traceShare(() -> 0.01)
          .tls()
          .trustCertificates(Path.of("ca.pem"))
          .clientCertificate(Path.of("client.pem"), Path.of("client.key"))
          .authority("coordinator")
          .recording(CallRecording.NONE);

  private final UnaryActionBuilder<SearchRequest, SearchResponse> search =
      hybrid("#{type}")
          .search()
          .request("#{request}")
          .request(session -> SearchRequest.getDefaultInstance())
          .values((answer, numbers) -> numbers.put("hits", answer.getHitsCount()))
          .labels(() -> Set.of("a"))
          .asked(session -> "a query")
          .label("#{type}")
          .label(session -> "simple")
          .silent()
          .stream(3)
          .check(resultCount().is(10))
          .check(List.of(resultCount().gte(1)))
          .checkIf("#{condition}")
          .then(resultCount().is(10))
          .checkIf(session -> true)
          .then(List.of(resultCount().is(10)))
          .checkIf((reply, session) -> reply.message() != null)
          .then(resultCount().is(10));

  private final List<CheckBuilder> checks =
      List.of(
          statusCode().is(Status.Code.OK),
          statusCode().in(Status.Code.OK, Status.Code.RESOURCE_EXHAUSTED),
          statusCode().not(Status.Code.INTERNAL),
          resultCount(),
          resultCount().isEL("#{k}"),
          resultCount().is(session -> 10),
          resultCount().in(1, 2),
          resultCount().lt(11),
          resultCount().lte(10),
          resultCount().gt(0),
          resultCount().gte(1),
          resultCount().exists(),
          resultCount().notExists(),
          resultCount().optional(),
          resultCount().withDefault(0).is(0),
          resultCount().find().is(10).name("count").saveAs("count"),
          resultCount().transform(count -> count * 2).is(20),
          resultCount().transformWithSession((count, session) -> count).is(10),
          resultCount().validate("even", (count, session) -> count),
          resultCount().logActualValueInError(false),
          strategy().in(Strategy.STRATEGY_CACHED, Strategy.STRATEGY_VECTOR_ONLY),
          degraded().is(List.of()),
          degraded().transform(List::isEmpty).is(true),
          cacheHit().is(true),
          stageMicros(Stage.STAGE_VECTOR).lt(5_000L),
          stageMicros(Stage.STAGE_GRAPH).lt(5_000L),
          stageMicros(Stage.STAGE_POLICY).lt(5_000L),
          totalMicros().lt(10_000L),
          policyTenant().is("tenant-000"),
          policyTenant().isEL("#{tenant}"),
          contentIds().is(List.of(1L, 2L)),
          contentIds().saveAs("ids"),
          recallAtK(10).gte(0.95),
          recallAtK(10, "truth").optional(),
          response(Integer.class, answer -> answer.getHitsCount()).gt(0),
          response(answer -> answer.getHits(0).getTitle()).saveAs("title"));

  private final ChainBuilder chain =
      exec(
          search.check(checks),
          hybrid(session -> "dynamic").search(),
          hybrid("ingest")
              .ingest()
              .request("#{request}")
              .request(session -> IngestRequest.getDefaultInstance())
              .label("write")
              .check(
                  GrpcDsl.<IngestResponse, Integer>response(
                          Integer.class, IngestResponse::getContentIdsCount)
                      .is(1)),
          hybrid("feedback")
              .feedback()
              .request("#{request}")
              .request(session -> FeedbackRequest.getDefaultInstance())
              .label("write")
              .silent()
              .check(statusCode().is(Status.Code.OK)),
          GrpcDsl.grpc(session -> "dynamic")
              .unary(
                  HealthGrpc.getCheckMethod(), session -> HealthCheckRequest.getDefaultInstance())
              .check(GrpcDsl.statusCode().is(Status.Code.OK)),
          GrpcDsl.grpc("health")
              .unary(
                  HealthGrpc.getCheckMethod(), session -> HealthCheckRequest.getDefaultInstance()),
          grpc("health")
              .unary(
                  HealthGrpc.getCheckMethod(), session -> HealthCheckRequest.getDefaultInstance())
              .check(statusCode().is(Status.Code.OK)));

  private final SloBuilder objective =
      slo("p99 at the peak")
          .metric("response-time-p99")
          .scope("phase:peak")
          .mustPass("< 15 ms")
          .target("< 10 ms")
          .stretch("< 8.7 ms")
          .minSamples(500)
          .scales()
          .notGated("too small a machine");

  @Test
  void everyPhraseCanBeBuilt() {
    assertThat(protocol.protocol().channels()).isEqualTo(4);
    assertThat(chain).isNotNull();
    assertThat(search.asScala()).isNotNull();
    assertThat(protocol.against(hybrid.target("b:1"), _ -> true)).isNotNull();
    assertThat(objective.build().minSamples()).isEqualTo(500);
  }

  /** Whoever adds a phrase has it compiled here, or this fails and names it. */
  @Test
  void everyPhraseIsSaidInThisTest() {
    Set<String> said =
        new ClassFileImporter()
            .importClasses(HybridDslTest.class).stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .flatMap(call -> call.getTarget().resolveMember().stream())
                .map(JavaMethod::getFullName)
                .collect(Collectors.toSet());

    List<String> phrases =
        new ClassFileImporter()
            .importClasses(DSL).stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                // Others join the packages: a simulation begins with these.
                .filter(method ->
                    !method.getModifiers().contains(JavaModifier.STATIC)
                        || method.getOwner().isAssignableTo(HybridDsl.class)
                        || method.getOwner().isAssignableTo(GrpcDsl.class))
                .filter(method -> !NO_PHRASES.contains(method.getName()))
                .map(JavaMethod::getFullName)
                .toList();

    assertThat(phrases).hasSizeGreaterThan(50);
    assertThat(said).containsAll(phrases);
  }

  @Test
  void noBuilderHasAFieldThatChanges() {
    assertThat(new ClassFileImporter().importClasses(DSL).stream())
        .flatMap(JavaClass::getFields)
        .isNotEmpty()
        .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL));
  }

  @Test
  void aBuilderIsLeftAsItWas() {
    UnaryActionBuilder<SearchRequest, SearchResponse> ten =
        hybrid("a").search().request(session -> SearchRequest.newBuilder().setK(10).build());
    UnaryActionBuilder<SearchRequest, SearchResponse> twenty =
        ten.request(session -> SearchRequest.newBuilder().setK(20).build());
    try (TestCoordinator coordinator = TestCoordinator.start()) {
      GatlingRun.of(
          scenario("load").exec(ten, twenty, ten).injectOpen(atOnceUsers(1)),
          hybrid.target(coordinator.target()));
      assertThat(coordinator.searches())
          .extracting(SearchRequest::getK)
          .containsExactly(10, 20, 10);
    }
  }

  @Test
  void aCheckOfAnotherProtocolIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hybrid("a").search().check(CoreDsl.bodyString().is("x")))
        .withMessageContaining("a gRPC call cannot be checked with BodyString");
  }

  @Test
  void writesReachTheCoordinator() {
    try (TestCoordinator coordinator = TestCoordinator.start()) {
      RunLog log =
          GatlingRun.of(
              scenario("load")
                  .exec(
                      hybrid("ingest")
                          .ingest()
                          .request(session ->
                              IngestRequest.newBuilder()
                                  .addItems(Content.newBuilder().setContentId(5))
                                  .build())
                          .check(
                              GrpcDsl.response(
                                      List.class,
                                      (IngestResponse answer) -> answer.getContentIdsList())
                                  .is(List.of(5L))),
                      hybrid("feedback")
                          .feedback()
                          .request(session ->
                              FeedbackRequest.newBuilder()
                                  .addEvents(FeedbackEvent.newBuilder().setContentId(5))
                                  .build())
                          .check(
                              GrpcDsl.response(
                                      Long.class,
                                      (FeedbackResponse answer) -> answer.getEventIds(0))
                                  .is(1_005L)))
                  .injectOpen(atOnceUsers(1)),
              hybrid.target(coordinator.target()));
      assertThat(log.responses()).hasSize(2).allMatch(RunLog.Response::ok);
    }
  }
}
