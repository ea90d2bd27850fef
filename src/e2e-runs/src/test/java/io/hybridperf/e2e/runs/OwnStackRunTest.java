package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import simulations.Resilience;
import simulations.Sustained;

/** Runs that start an embedded stack of their own, for they break it or watch its process. */
@Tag("slow")
@Tag("stack")
@Isolated("judges times")
class OwnStackRunTest {
  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder);
  }

  @Test
  void everyStoreOfTheEmbeddedStackCanBeStopped() throws Exception {
    try (GatlingProcess run =
        project.start(
            Resilience.class,
            "profile=stop",
            "scale=0.02",
            "warmup=8s",
            "hold=3s",
            "duration=6s")) {
      assertThat(run.exitStatus()).as(run.output()).isIn(0, Project.ASSERTIONS_FAILED);
      RunVerdict verdict = run.verdict();
      assertThat(verdict.value("wrong answers")).isZero();
      assertThat(verdict.value("lost writes")).isZero();
      assertThat(verdict.tier("recovery time")).as(run.output()).isNotEqualTo("FAIL");
      assertThat(run.output())
          .containsPattern("neo4j-stopped: .* [1-9]\\d*\\.\\d % of the answers degraded")
          .containsPattern("postgresql-stopped: .* [1-9]\\d*\\.\\d % of the answers degraded")
          .containsPattern("milvus-stopped: .* [1-9]\\d*\\.\\d % of the answers degraded");
      assertThat(run.output() + run.json("run.json") + run.json("settings.json"))
          .doesNotContainPattern("\"token\"\\s*:");
    }
  }

  @Test
  void theEmbeddedStackIsWatchedOnBothSides() throws Exception {
    try (GatlingProcess run =
        project.start(
            Sustained.class,
            "scale=0.02",
            "warmup=8s",
            "duration=20s",
            "deadline=20s",
            "recall-sample=0.2")) {
      assertThat(run.exitStatus()).as(run.output()).isIn(0, Project.ASSERTIONS_FAILED);
      RunVerdict verdict = run.verdict();
      assertThat(verdict.slo("p99 in every 10 s").path("samples").asLong()).isGreaterThan(1_000);
      assertThat(verdict.value("error rate")).isLessThan(5);
      assertThat(run.output())
          .contains("leak: generator: heap-used-bytes", "leak: generator: open-files");
      assertThat(run.output()).containsPattern("leak: target: threads [+-]");
      assertThat(run.output()).containsPattern("leak: target: connections [+-]");
      assertThat(run.output()).containsPattern("leak: target: rss-beyond-heap-bytes [+-]");
    }
  }
}
