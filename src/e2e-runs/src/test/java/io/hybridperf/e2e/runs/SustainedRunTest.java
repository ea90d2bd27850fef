package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import simulations.Sustained;

/** Short sustained loads on coordinators that leak or do not. */
@Tag("slow")
@Isolated("judges what grows")
class SustainedRunTest {
  private static final String[] SHORT = {"qps=200", "warmup=2s", "duration=12s", "recall-sample=0"};

  /** What grows by a third in these twelve seconds leaks; the planted one at least doubles. */
  private static final String QUICK =
      """
      leaks { every = 200ms, growth-per-hour = 100 }
      slos."p99 in every 10 s" { gated = false, reason = "a test machine" }
      slos."throughput" { gated = false, reason = "a fraction of the load" }
      slos."throughput in every 10 s" { gated = false, reason = "a fraction of the load" }
      slos."recall@k" { gated = false, reason = "not sampled" }
      """;

  private static final String POOLS =
      """
      slos."pools" { metric = pool-utilisation, must-pass = "< 90 %", target = "< 70 %" }
      """;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder).configure("environments/planted.conf", QUICK);
  }

  private GatlingProcess start(FaultyCoordinator coordinator, String metricsUrl, String... more) {
    project.configure("environments/planted.conf", "metrics-url = \"" + metricsUrl + "\"");
    return project.start(
        Sustained.class,
        coordinator,
        Stream.of(SHORT, more).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void aTargetThatLeaksThreadsFailsAndTheLeakIsNamed() throws Exception {
    project.configure("environments/planted.conf", POOLS);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        PlantedMetrics metrics = PlantedMetrics.start(seconds -> 50 + Math.floor(40 * seconds));
        GatlingProcess run = start(coordinator, metrics.url(), "monitor=on")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("leaks")).isEqualTo("FAIL");
      assertThat(run.verdict().value("leaks")).isEqualTo(1);
      assertThat(run.output()).contains("LEAK: target: threads +");
      assertThat(run.verdict().tier("error rate")).isEqualTo("MUST-PASS");
      if (PrometheusServer.isInstalled()) {
        whatPrometheusScrapedIsPartOfTheResults(run);
      } else {
        assertThat(run.verdict().tier("pools")).isEqualTo("NOT MEASURED");
      }
    }
  }

  private static void whatPrometheusScrapedIsPartOfTheResults(GatlingProcess run) throws Exception {
    assertThat(run.output())
        .contains("monitor: 3 scraped series kept; nothing was scraped of \"GPU");
    assertThat(run.verdict().value("pools")).isEqualTo(20);
    assertThat(run.verdict().tier("pools")).isEqualTo("TARGET");
    assertThat(Files.readString(run.runFolder().resolve("scraped.jsonl")))
        .contains("{\"name\":\"fullest pool\",\"unit\":\"%\"");
    assertThat(Files.readString(run.runFolder().resolve("digests.json"))).contains("scraped.jsonl");
  }

  @Test
  void aTargetThatDoesNotLeakPassesAndItsSamplesAreKept() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        PlantedMetrics metrics = PlantedMetrics.start(seconds -> 50 + 20 * (seconds % 1));
        GatlingProcess run = start(coordinator, metrics.url())) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value("leaks")).isZero();
      assertThat(run.output()).contains("no leak: generator: threads", "no leak: target: threads");
      assertThat(run.output()).contains("answers: 2400 OK, 0 errors, 0 shed");
      assertThat(Files.readString(run.runFolder().resolve("resources.jsonl")))
          .contains("\"side\":\"target\",\"metric\":\"connections\",\"value\":10.0");
    }
  }

  @Test
  void aTargetWhoseMetricsCannotBeReadIsNotMeasuredAndDoesNotPass() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = start(coordinator, "http://127.0.0.1:1/metrics")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("leaks")).isEqualTo("NOT MEASURED");
      assertThat(run.verdict().slo("leaks").path("reason").asText())
          .contains("target", "http://127.0.0.1:1/metrics does not answer");
    }
  }
}
