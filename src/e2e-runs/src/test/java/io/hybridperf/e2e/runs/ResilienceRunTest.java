package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Resilience;

/**
 * Short runs with faults on coordinators that get over a lost graph well or badly. Hooks that make
 * and remove a file are the faults. Times are judged by seconds, not by what a busy machine adds.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class ResilienceRunTest {
  private static final String[] SHORT = {
    "qps=100", "warmup=2s", "hold=3s", "duration=5s", "profile=neo4j-stopped"
  };

  @TempDir Path folder;
  private Project project;
  private Path broken;

  @BeforeEach
  void copyConfiguration() {
    broken = folder.resolve("neo4j-is-broken");
    project = Project.in(folder).configure("environments/planted.conf", hooks("touch " + broken));
  }

  /** All of one kind of fault, for the coordinators here tell them not apart. */
  private String hooks(String stop) {
    return """
    recovery { p99 = 10s, limit = 5s }
    slos."recovery time".must-pass = "< 5 s"
    hooks {
      timeout = 20s
      neo4j {
        stop = "%s"
        slow = "touch %s"
        cut = "touch %s"
        restore = "rm -f %s"
      }
    }
    """
        .formatted(stop, broken, broken, broken);
  }

  /** Enriches its answers unless its graph is broken, and then says so. */
  private class Enriching extends HonestAnswers {
    boolean isBroken() {
      return Files.exists(broken);
    }

    @Override
    protected SearchResponse answer(SearchRequest request) {
      SearchResponse enriched = super.answer(request);
      return request.getGraph().getRelationships() && isBroken()
          ? flagged(withoutTitles(enriched))
          : enriched;
    }

    SearchResponse flagged(SearchResponse plain) {
      return plain.toBuilder().addDegraded(Stage.STAGE_GRAPH).build();
    }

    private static SearchResponse withoutTitles(SearchResponse enriched) {
      SearchResponse.Builder answer = enriched.toBuilder();
      answer.getHitsBuilderList().forEach(Hit.Builder::clearTitle);
      return answer.build();
    }
  }

  @Test
  void aCoordinatorThatDegradesAndSaysSoPasses() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Enriching());
        GatlingProcess run = project.start(Resilience.class, coordinator, SHORT)) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value("recovery time")).isLessThan(5);
      assertThat(run.verdict().value("lost writes")).isZero();
      assertThat(run.verdict().tier("time to fail")).isEqualTo("NOT MEASURED");
      assertThat(run.verdict().slo("time to fail").path("reason").asText())
          .contains("in no fault did most searches fail");
      assertThat(run.verdict().value("wrong answers")).isZero();
      assertThat(run.output())
          .contains("stop neo4j", "restore neo4j")
          .containsPattern(
              "neo4j-stopped: \\d+ OK, 0 errors, 0 shed, [1-9]\\d\\.\\d % of the answers degraded");
      assertThat(Files.readString(run.runFolder().resolve("events.jsonl")))
          .contains("\"event\":\"stop neo4j\"")
          .doesNotContain("error");
      assertThat(broken).doesNotExist();
    }
  }

  @Test
  void aCoordinatorThatStaysBrokenAfterAFaultFailsItsRecovery() throws Exception {
    AtomicBoolean hit = new AtomicBoolean();
    Enriching fragile =
        new Enriching() {
          @Override
          public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
            if (isBroken()) {
              hit.set(true);
            }
            if (hit.get() && request.getGraph().getRelationships()) {
              observer.onError(Status.UNAVAILABLE.asRuntimeException());
            } else {
              super.search(request, observer);
            }
          }
        };
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(fragile);
        GatlingProcess run =
            project.start(
                Resilience.class,
                coordinator,
                "qps=100",
                "warmup=2s",
                "hold=3s",
                "duration=6s",
                "profile=neo4j-stopped")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("recovery time")).isEqualTo("FAIL");
      assertThat(run.verdict().tier("errors while answers are possible")).isEqualTo("FAIL");
      assertThat(run.verdict().value("wrong answers")).isZero();
      assertThat(run.output()).contains("NOT within target again");
    }
  }

  @Test
  void anAnswerThatLacksTheGraphAndDoesNotSaySoFailsTheRun() throws Exception {
    Enriching silent =
        new Enriching() {
          @Override
          SearchResponse flagged(SearchResponse plain) {
            return plain;
          }
        };
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(silent);
        GatlingProcess run = project.start(Resilience.class, coordinator, SHORT)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("wrong answers")).isEqualTo("FAIL");
      assertThat(run.verdict().value("wrong answers")).isGreaterThan(100);
      assertThat(run.output()).contains(": WITHOUT_GRAPH ");
    }
  }

  @Test
  void aFaultThatCouldNotBeMadeIsNotMeasuredAndStillRestored() throws Exception {
    Files.createFile(broken);
    project.configure("environments/planted.conf", hooks("false"));
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Enriching());
        GatlingProcess run = project.start(Resilience.class, coordinator, SHORT)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("recovery time")).isEqualTo("NOT MEASURED");
      assertThat(run.verdict().slo("recovery time").path("reason").asText())
          .contains("neo4j-stopped: hooks.neo4j.stop exited with 1");
      assertThat(broken).doesNotExist();
    }
  }

  @Test
  void whatIsBrokenWhenARunIsEndedIsRestored() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Enriching());
        GatlingProcess run =
            project.start(
                Resilience.class,
                coordinator,
                "qps=50",
                "warmup=2s",
                "duration=1s",
                "hold=600s",
                "profile=neo4j-stopped")) {
      run.await(Duration.ofMinutes(2), () -> Files.exists(broken));

      run.killStarter();

      run.await(Duration.ofMinutes(1), () -> !Files.exists(broken));
    }
  }

  @Test
  void anEnvironmentWithoutAWayToMakeFaultsIsOneLine() throws IOException, InterruptedException {
    Project bare = Project.in(Files.createDirectory(folder.resolve("bare")));
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = bare.start(Resilience.class, coordinator, SHORT)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output())
          .contains("hybrid-perf: hooks: ", "config/environments/planted.conf has none")
          .doesNotContain("\tat ");
    }
  }
}
