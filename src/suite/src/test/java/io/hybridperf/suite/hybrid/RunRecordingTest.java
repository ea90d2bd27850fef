package io.hybridperf.suite.hybrid;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.recallAtK;
import static io.hybridperf.suite.hybrid.HybridDsl.resultCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.grpc.Status;
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
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Tag;
import io.hybridperf.measurement.stats.Recall;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@org.junit.jupiter.api.Tag("slow")
class RunRecordingTest {
  private static final ArrivalPlan PLAN =
      LoadProfile.empty()
          .then(new Phase("warm-up", new Shape.Constant(20), Duration.ofSeconds(1), false))
          .constant("peak", 60, Duration.ofSeconds(1))
          .plan();

  @TempDir private Path results;
  private TestCoordinator coordinator;

  @BeforeEach
  void start() {
    coordinator = TestCoordinator.start();
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  /** Runs the plan, with one user outside of it after the load, and reads the logs. */
  private RunLog run(ScenarioBuilder load, ScenarioBuilder afterwards) {
    RunFolder folder = RunFolder.create(results, "test", Instant.now());
    RunRecording recording;
    try (RunRecorder recorder =
        RunRecorder.start(
            folder, new ArrivalClock(PLAN, System.nanoTime(), RunRecording.HEADROOM))) {
      recording = RunRecording.of(recorder, PLAN, "load");
      GatlingRun.of(simulation ->
          simulation
              .setUp(
                  load.injectOpen(GatlingInjection.ahead(PLAN))
                      .andThen(afterwards.injectOpen(atOnceUsers(1))))
              .protocols(hybrid.target(coordinator.target()).recording(recording)));
    }
    assertThat(recording.inFlight()).isZero();
    return RunLog.read(folder, RunInfo.starting("test", "test", 1, "target", 1, PLAN));
  }

  private static Histogram sum(RunLog log, String series, String label) {
    Histogram sum = new Histogram(3);
    log.intervals().stream()
        .filter(interval -> interval.series().equals(series) && interval.label().equals(label))
        .map(LoggedInterval::histogram)
        .forEach(sum::add);
    return sum;
  }

  @Test
  void everyArrivalIsRecordedInItsPhaseWithWhatItsAnswerHeld() {
    RunLog log =
        run(
            scenario("load")
                .exec(session -> session.set(GroundTruth.ATTRIBUTE, truth()))
                .exec(
                    hybrid("search")
                        .search()
                        .label("simple")
                        .check(recallAtK(10).gte(0.5), recallAtK(5).gte(0.5))),
            scenario("after").exec(hybrid("after").search()));
    assertThat(log.sent())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Tag.parse("warm-up/simple"),
                20L,
                Tag.parse("peak/simple"),
                60L,
                Tag.parse("peak/after"),
                1L));
    for (String series : new String[] {"response-time", "service-time", "dispatch-lag"}) {
      assertThat(sum(log, series, "simple").getTotalCount()).as(series).isEqualTo(80);
    }
    assertThat(sum(log, "stage.vector", "simple").getMean()).isCloseTo(300_000, within(1_000.0));
    assertThat(sum(log, "coordination", "simple").getMean()).isCloseTo(700_000, within(2_000.0));
    assertThat(sum(log, "recall@10", "simple").getTotalCount()).isEqualTo(80);
    assertThat(sum(log, "recall@10", "simple").getMean()).isCloseTo(900_000, within(2_000.0));
    assertThat(sum(log, "recall@5", "simple").getTotalCount()).isEqualTo(80);
    assertThat(sum(log, "recall@5", "simple").getMean()).isCloseTo(1_000_000, within(2_000.0));
    assertThat(log.intervals()).allMatch(interval -> interval.status().equals("OK"));
  }

  /** Nine of the ten that the coordinator answers with. */
  private static GroundTruth truth() {
    long[] ids = {1, 2, 3, 4, 5, 6, 7, 8, 9, 77};
    float[] scores = {.99f, .98f, .97f, .96f, .95f, .94f, .93f, .92f, .91f, .90f};
    return (k, returnedIds) -> Recall.at(k, returnedIds, ids, scores);
  }

  @Test
  void onlyTheFirstCallOfAUserCountsFromItsArrival() {
    RunLog log =
        run(
            scenario("load")
                .exec(hybrid("first").search().silent())
                .pause(Duration.ofSeconds(3))
                .exec(hybrid("second").search()),
            scenario("after").exec(hybrid("after").search()));
    assertThat(log.sent())
        .containsEntry(Tag.parse("warm-up/second"), 20L)
        .doesNotContainKey(Tag.parse("warm-up/first"));
    // From the arrival it would be 3 s and more for every one.
    assertThat(sum(log, "dispatch-lag", "second").getValueAtPercentile(50))
        .isLessThan(TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void whatWentWrongIsRecordedByItsStatus() {
    coordinator.failing(Status.Code.RESOURCE_EXHAUSTED);
    RunLog log =
        run(
            scenario("load")
                .exec(hybrid("search").search(), hybrid("search").search().request("#{missing}")),
            scenario("after")
                .exec(session -> {
                  coordinator.answering(answer -> answer);
                  return session;
                })
                .exec(hybrid("after").search().check(resultCount().is(0))));
    Selection searches = log.select(_ -> true, "search"::equals);
    Selection after = log.select("peak"::equals, "after"::equals);
    long dropped = log.select(_ -> true, _ -> true).dropped();
    assertThat(searches.answers().byStatus()).isEqualTo(Map.of("RESOURCE_EXHAUSTED", 80L));
    assertThat(log.select("peak"::equals, "search"::equals).answers().shed()).isEqualTo(60);
    assertThat(after.answers().byStatus()).isEqualTo(Map.of("CHECK_FAILED", 1L));
    assertThat(dropped).isEqualTo(80);
  }
}
