package io.hybridperf.suite.hybrid;

import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.gatling.injection.GatlingInjection;
import io.hybridperf.gatling.support.GatlingRun;
import io.hybridperf.gatling.support.TestCoordinator;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a slow request to its trace. */
@Tag("slow")
class SlowestCallsRunTest {
  private static final int PLANTED = 73;
  private static final long PLANTED_MILLIS = 700;
  private static final ArrivalPlan PLAN =
      LoadProfile.empty()
          .then(new Phase("warm-up", new Shape.Constant(40), Duration.ofSeconds(1), false))
          .constant("peak", 60, Duration.ofSeconds(1))
          .plan();

  @TempDir private Path results;

  private List<SlowCall> run(TestCoordinator coordinator, double traceShare) {
    RunFolder folder = RunFolder.create(results, "test", Instant.now());
    try (RunRecorder recorder =
        RunRecorder.start(
            folder, new ArrivalClock(PLAN, System.nanoTime(), RunRecording.HEADROOM))) {
      GatlingRun.of(simulation ->
          simulation
              .setUp(
                  scenario("load")
                      .exec(
                          hybrid("search")
                              .search()
                              .label("simple")
                              .request(session -> request((int) session.userId()))
                              .asked(session -> "number " + session.userId()))
                      .injectOpen(GatlingInjection.ahead(PLAN)))
              .protocols(
                  hybrid
                      .target(coordinator.target())
                      .traceShare(traceShare)
                      .recording(RunRecording.of(recorder, PLAN, "load"))));
    }
    return SlowCall.read(folder);
  }

  /** The number of a user can be told from what it asks. */
  private static SearchRequest request(int user) {
    return SearchRequest.newBuilder().addEmbedding(1).setK(user).build();
  }

  private static TestCoordinator withOneSlowSearch() {
    TestCoordinator coordinator = TestCoordinator.start();
    return coordinator.answering((request, observer) -> {
      if (request.getK() == PLANTED) {
        try {
          TimeUnit.MILLISECONDS.sleep(PLANTED_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      observer.onNext(TestCoordinator.answerTo(request));
      observer.onCompleted();
    });
  }

  @Test
  void aPlantedSlowCallIsKeptWithTheTraceThatTheServerSaw() {
    try (TestCoordinator coordinator = withOneSlowSearch()) {
      List<SlowCall> kept = run(coordinator, 1);

      assertThat(coordinator.traced()).hasSize(100);
      SlowCall planted =
          kept.stream().filter(call -> call.phase().equals("peak")).findFirst().orElseThrow();
      assertThat(planted.query()).isEqualTo("number " + PLANTED);
      assertThat(planted.label()).isEqualTo("simple");
      assertThat(planted.status()).isEqualTo("OK");
      assertThat(planted.target()).isEqualTo(coordinator.target());
      assertThat(planted.serviceNanos()).isGreaterThanOrEqualTo(PLANTED_MILLIS * 1_000_000);
      assertThat(planted.responseNanos()).isGreaterThanOrEqualTo(planted.serviceNanos());
      assertThat(planted.seconds()).isBetween(1.0, 2.1);
      assertThat(planted.stages()).containsEntry("stage.vector", 300_000L);
      assertThat(coordinator.traced())
          .filteredOn(search -> search.request().getK() == PLANTED)
          .singleElement()
          .satisfies(
              search -> assertThat(search.traceparent()).startsWith("00-" + planted.trace() + "-"));
      assertThat(kept).extracting(SlowCall::phase).containsOnly("warm-up", "peak");
      assertThat(kept).hasSize(20);
    }
  }

  @Test
  void withoutTracesTheSlowestAreKeptAllTheSame() {
    try (TestCoordinator coordinator = withOneSlowSearch()) {
      List<SlowCall> kept = run(coordinator, 0);

      assertThat(coordinator.traced()).isEmpty();
      assertThat(kept).extracting(SlowCall::query).contains("number " + PLANTED);
      assertThat(kept).extracting(SlowCall::trace).containsOnly("");
    }
  }
}
