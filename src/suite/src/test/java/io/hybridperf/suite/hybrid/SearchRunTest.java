package io.hybridperf.suite.hybrid;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitHereIfFailed;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.holdFor;
import static io.gatling.javaapi.core.CoreDsl.jumpToRps;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.hybridperf.suite.hybrid.HybridDsl.cacheHit;
import static io.hybridperf.suite.hybrid.HybridDsl.contentIds;
import static io.hybridperf.suite.hybrid.HybridDsl.degraded;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.policyTenant;
import static io.hybridperf.suite.hybrid.HybridDsl.response;
import static io.hybridperf.suite.hybrid.HybridDsl.resultCount;
import static io.hybridperf.suite.hybrid.HybridDsl.stageMicros;
import static io.hybridperf.suite.hybrid.HybridDsl.statusCode;
import static io.hybridperf.suite.hybrid.HybridDsl.strategy;
import static io.hybridperf.suite.hybrid.HybridDsl.totalMicros;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.exec.Executable;
import io.grpc.Status;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.gatling.grpc.UnaryActionBuilder;
import io.hybridperf.gatling.support.GatlingRun;
import io.hybridperf.gatling.support.RunLog;
import io.hybridperf.gatling.support.TestCoordinator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SearchRunTest {
  private TestCoordinator coordinator;

  @BeforeEach
  void start() {
    coordinator = TestCoordinator.start();
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  private RunLog run(Executable... chain) {
    ChainBuilder all = exec(session -> session);
    for (Executable step : chain) {
      all = all.exec(step);
    }
    return GatlingRun.of(
        scenario("load").exec(all).injectOpen(atOnceUsers(1)), hybrid.target(coordinator.target()));
  }

  private static UnaryActionBuilder<SearchRequest, SearchResponse> search() {
    return search(10);
  }

  private static UnaryActionBuilder<SearchRequest, SearchResponse> search(int k) {
    return hybrid("search")
        .search()
        .request(
            session -> SearchRequest.newBuilder().addEmbedding(1).addEmbedding(2).setK(k).build());
  }

  /** Keeps a session attribute for the assertions. */
  private static ChainBuilder keep(String attribute, List<Object> kept) {
    return exec(session -> {
      kept.add(session.contains(attribute) ? session.get(attribute) : "nothing");
      return session;
    });
  }

  @Test
  void anAnswerThatPassesItsChecksIsOk() {
    coordinator.answering(answer ->
        answer.toBuilder().setPolicy(PolicyRef.newBuilder().setTenantId("tenant-000")).build());
    RunLog log =
        run(
            search(3)
                .check(
                    statusCode().is(Status.Code.OK),
                    resultCount().gt(2),
                    strategy().in(Strategy.STRATEGY_CACHED, Strategy.STRATEGY_VECTOR_ONLY),
                    degraded().is(List.of()),
                    cacheHit().is(false),
                    stageMicros(Stage.STAGE_VECTOR).lte(300L),
                    stageMicros(Stage.STAGE_GRAPH).is(0L),
                    totalMicros().exists(),
                    policyTenant().not("tenant-001"),
                    contentIds().transform(ids -> ids.size()).is(3),
                    response(String.class, answer -> answer.getHits(0).getTitle())
                        .validate("title", (t, s) -> t)));
    assertThat(log.responses()).hasSize(1).allMatch(RunLog.Response::ok);
    assertThat(log.responses().getFirst().code()).isEqualTo("OK");
  }

  @Test
  void savesWhatACheckFound() {
    List<Object> kept = new CopyOnWriteArrayList<>();
    run(
        search(4).check(resultCount().saveAs("count"), policyTenant().optional().saveAs("tenant")),
        keep("count", kept),
        keep("tenant", kept));
    assertThat(kept).containsExactly(4, "nothing");
  }

  @Test
  void aFailedCheckSaysWhatItFound() {
    assertThat(run(search().check(resultCount().is(11))).failures())
        .containsExactly("resultCount.find.is(11), found 10");
  }

  @Test
  void aFailedCheckOfTheServersTextDoesNotRepeatIt() {
    RunLog log =
        run(
            search().check(response(String.class, answer -> answer.getHits(0).getTitle()).is("x")),
            search()
                .check(
                    response(answer -> answer.getHits(0).getTitle())
                        .transform(Integer::valueOf)
                        .is(1)));
    assertThat(log.failures())
        .hasSize(2)
        .allSatisfy(
            message -> assertThat(message).startsWith("response.").doesNotContain("secret"));
  }

  @Test
  void aFailureIsNamedByItsStatusAndNothingElse() {
    coordinator.failing(Status.Code.INTERNAL);
    RunLog log =
        run(
            search(),
            search().check(resultCount().is(10)),
            search().check(statusCode().is(Status.Code.OK)));
    assertThat(log.failures()).containsExactly("INTERNAL", "INTERNAL", "INTERNAL");
    assertThat(log.responses()).allMatch(failed -> failed.code().equals("INTERNAL"));
  }

  @Test
  void aStatusThatIsExpectedIsOk() {
    coordinator.failing(Status.Code.RESOURCE_EXHAUSTED);
    RunLog log =
        run(
            search().check(statusCode().in(Status.Code.OK, Status.Code.RESOURCE_EXHAUSTED)),
            search().check(statusCode().is(Status.Code.RESOURCE_EXHAUSTED), resultCount().is(10)),
            search()
                .checkIf(session -> false)
                .then(statusCode().is(Status.Code.RESOURCE_EXHAUSTED)));
    assertThat(log.responses().getFirst().ok()).isTrue();
    assertThat(log.failures())
        .containsExactly("resultCount.find.is(10), found nothing", "RESOURCE_EXHAUSTED");
  }

  @Test
  void checksRunOnlyUnderTheirCondition() {
    RunLog log =
        run(
            search().checkIf("#{no.exists()}").then(resultCount().is(0)),
            search().checkIf(session -> true).then(resultCount().is(0)),
            search()
                .checkIf((reply, session) -> reply.status() != Status.Code.OK)
                .then(resultCount().is(0)));
    assertThat(log.failures()).hasSize(1);
  }

  @Test
  void aCheckThatThrowsIsAFailureAndTheUserGoesOn() {
    RunLog log =
        run(
            search()
                .check(
                    response(answer -> {
                      throw new IllegalStateException(answer.getHits(0).getTitle());
                    })),
            search().check(resultCount().validate("own", (count, session) -> fail())),
            search().checkIf((reply, session) -> fail() > 0).then(resultCount().is(1)),
            search());
    assertThat(log.responses())
        .extracting(RunLog.Response::ok)
        .containsExactly(false, false, false, true);
    assertThat(log.failures()).allSatisfy(message -> assertThat(message).doesNotContain("secret"));
  }

  private static int fail() {
    throw new IllegalStateException("on purpose");
  }

  @Test
  void aCallThatTakesTooLongEndsAtItsDeadline() {
    coordinator.delaying(10_000);
    RunLog log =
        GatlingRun.of(
            scenario("load").exec(search()).injectOpen(atOnceUsers(3)),
            hybrid.target(coordinator.target()).deadline(Duration.ofMillis(100)));
    assertThat(log.failures())
        .containsExactly("DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED");
    assertThat(log.responses()).allMatch(late -> late.endMillis() - late.startMillis() >= 90);
  }

  @Test
  void aServerThatIsGoneIsUnavailableAtOnceHoweverOftenItIsCalled() {
    coordinator.close();
    RunLog log = run(search().stream(3_000));
    assertThat(log.failures()).hasSize(3_000).containsOnly("UNAVAILABLE");
  }

  @Test
  void aServerThatComesBackIsCalledAgain() {
    int port = coordinator.port();
    coordinator.failing(Status.Code.UNAVAILABLE);
    RunLog log =
        run(
            search(),
            exec(session -> {
              coordinator.close();
              return session;
            }),
            search(),
            exec(session -> {
              coordinator = TestCoordinator.start(port, options -> options);
              return session.markAsSucceeded();
            }),
            tryMax(100).on(exec(search()).pause(Duration.ofMillis(50))));
    assertThat(log.responses().getLast().ok()).isTrue();
  }

  @Test
  void anUnresolvedNameOrRequestOrLabelIsAFailureAndTheUserGoesOn() {
    RunLog log =
        run(
            hybrid("#{missing}").search(),
            hybrid("search")
                .search()
                .request(session ->
                    SearchRequest.newBuilder().setTenantId(session.getString("missing")).build()),
            hybrid("search").search().request("#{missing}"),
            hybrid("search")
                .search()
                .request(session -> SearchRequest.newBuilder().setK(fail()).build()),
            hybrid("search").search().label("#{missing}"),
            search());
    assertThat(log.names())
        .containsExactly("#{missing}", "search", "search", "search", "search", "search");
    assertThat(log.failures())
        .hasSize(5)
        .contains("j.l.IllegalStateException: on purpose")
        .anyMatch(message -> message.contains("missing"));
    assertThat(log.responses().getLast().ok()).isTrue();
  }

  @Test
  void namesAndRequestsComeFromTheSession() {
    SearchRequest made = SearchRequest.newBuilder().setQueryText("leagues").setK(20).build();
    RunLog log =
        run(
            exec(session -> session.set("type", "hybrid").set("made", made).set("words", "x")),
            hybrid("#{type}").search().request("#{made}"),
            hybrid("#{type}").search().request("#{words}"));
    assertThat(log.names()).containsExactly("hybrid", "hybrid");
    assertThat(coordinator.searches()).containsExactly(made);
    assertThat(log.failures()).containsExactly("#{words} is a String, expected a SearchRequest");
  }

  @Test
  void aUserThatFailedLeavesWhereItShould() {
    RunLog log =
        run(search().check(resultCount().is(0)), exitHereIfFailed(), hybrid("never").search());
    assertThat(log.names()).containsExactly("search");
  }

  @Test
  void aFailureIsTriedAgain() {
    assertThat(run(tryMax(3).on(search().check(resultCount().is(0)))).responses()).hasSize(3);
  }

  @Test
  void groupsAddUpWhatTheirRequestsTook() {
    coordinator.delaying(30);
    RunLog log =
        run(group("outer").on(group("inner").on(search(), search().check(resultCount().is(0)))));
    assertThat(log.responses())
        .allMatch(response -> response.groups().equals(List.of("outer", "inner")));
    assertThat(log.groups())
        .hasSize(2)
        .allMatch(ended -> !ended.ok())
        .allMatch(ended -> ended.cumulatedMillis() >= 50);
  }

  @Test
  void aSilentCallIsSentButNotCounted() {
    List<Object> kept = new CopyOnWriteArrayList<>();
    RunLog log =
        run(
            search().silent().check(resultCount().saveAs("count")),
            search().silent().check(resultCount().is(0)),
            hybrid("#{missing}").search().silent(),
            exitHereIfFailed(),
            keep("count", kept));
    assertThat(log.responses()).isEmpty();
    assertThat(coordinator.searches()).hasSize(2);
    assertThat(kept).containsExactly(10);
  }

  @Test
  void aStreamMakesItsCallsOneAfterTheOther() {
    coordinator.delaying(5);
    RunLog log = run(search().stream(5), hybrid("after").search());
    assertThat(log.names())
        .containsExactly("search", "search", "search", "search", "search", "after");
    for (int i = 1; i < 6; i++) {
      assertThat(log.responses().get(i).startMillis())
          .isGreaterThanOrEqualTo(log.responses().get(i - 1).endMillis());
    }
  }

  @Test
  void throttlingHoldsCallsBack() {
    RunLog log =
        GatlingRun.of(simulation ->
            simulation
                .setUp(
                    scenario("load")
                        .exec(search())
                        .injectOpen(atOnceUsers(12))
                        .throttle(jumpToRps(3), holdFor(20)))
                .protocols(hybrid.target(coordinator.target())));
    assertThat(log.responses()).hasSize(12).allMatch(RunLog.Response::ok);
    // Three seconds apart, of which the machine may have slept through two at the start.
    long first = log.responses().getFirst().startMillis();
    assertThat(log.responses().getLast().startMillis() - first).isGreaterThan(900);
  }
}
