package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import simulations.Smoke;

/** What a run leaves for people to open. */
class PageRunTest {
  @TempDir Path folder;

  @Test
  void aRunNamesItsPageLastAndGatlingsReportTellsTheSameStory() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            Project.in(folder)
                .start(
                    Smoke.class,
                    coordinator,
                    "qps=100",
                    "warmup=1s",
                    "duration=7s",
                    "k=5",
                    "hybridperf.report=all")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();

      Path runFolder = run.runFolder();
      Path page = runFolder.resolve("index.html");
      assertThat(run.output().lines().toList().getLast()).isEqualTo("Report: " + page.toUri());
      for (String file :
          List.of("static.html", "performance-report.md", "junit.xml", "latency-analysis.png")) {
        assertThat(runFolder.resolve(file)).isNotEmptyFile();
      }
      Path gatling = gatlings(runFolder);
      assertThat(Files.readString(page))
          .contains(">PASS<")
          .contains("href=\"%s/index.html\"".formatted(gatling.getFileName()));
      String requests = Files.readString(gatling.resolve("index.html"));
      assertThat(requests)
          .contains("steady / simple")
          .contains("environment planted, scale 1, gate must-pass, poisson arrivals")
          .containsPattern("error rate: 0 %, (at most|below) [0-9.]+ %, [A-Z]+")
          .doesNotContain("warm-up");
    }
  }

  private static Path gatlings(Path runFolder) throws IOException {
    try (Stream<Path> inside = Files.list(runFolder)) {
      return inside
          .filter(path -> Files.exists(path.resolve("simulation.log")))
          .findFirst()
          .orElseThrow();
    }
  }
}
