package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import simulations.GeneratorCost;

/** A benchmark too short for a figure: it runs to its end and says what it should. */
class GeneratorCostRunTest {
  @TempDir Path folder;

  @Test
  void bothClientsTakeTurnsAndTheLastLineIsTheirRatio() throws Exception {
    Project project = Project.in(folder);
    try (GatlingProcess run =
        project.start(GeneratorCost.class, "qps=200", "warmup=2s", "duration=6s", "cycles=1")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();

      assertThat(run.output().lines().toList().getLast())
          .matches("generator-cost ratio \\d+\\.\\d\\d");
      JsonNode cost = run.json("generator-cost.json");
      assertThat(cost.path("blocks").findValuesAsText("client")).containsExactly("bare", "ours");
      assertThat(cost.path("blocks"))
          .allSatisfy(block -> {
            assertThat(block.path("answered").asLong()).isPositive();
            assertThat(block.path("cpuMicrosPerRequest").asDouble()).isPositive();
          });
    }
  }
}
