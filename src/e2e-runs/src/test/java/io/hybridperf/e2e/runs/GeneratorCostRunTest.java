package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import simulations.GeneratorCost;

/** A benchmark too short for a figure: it runs to its end and says what it should. */
class GeneratorCostRunTest {
  @TempDir Path folder;

  @Test
  void whatTracesCostIsFoundInOneRun() throws Exception {
    Project project = Project.in(folder);
    try (GatlingProcess run =
        project.start(
            GeneratorCost.class,
            "profile=traces",
            "trace-share=1",
            "qps=200",
            "warmup=2s",
            "duration=6s",
            "cycles=1")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();

      assertThat(run.output().lines().toList().getLast())
          .matches("generator-cost of traces: a request costs \\d\\.\\d{3} x as much .* of a core");
      assertThat(run.json("generator-cost.json").path("blocks").findValuesAsText("client"))
          .containsExactly("without", "traces");
      List<SlowCall> traced =
          SlowCall.read(new RunFolder(run.runFolder())).stream().filter(SlowCall::traced).toList();
      assertThat(traced).filteredOn(call -> call.phase().equals("traces")).isNotEmpty();
      // After two seconds of warm-up come six without; calls begin to be traced when its CPU has
      // been read, 2.2 s before its end.
      assertThat(traced)
          .filteredOn(call -> call.phase().equals("without"))
          .allMatch(call -> call.seconds() > 2 + 6 - 2.2);
    }
  }

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
