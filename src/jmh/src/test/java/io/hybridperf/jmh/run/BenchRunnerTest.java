package io.hybridperf.jmh.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.OptionsBuilder;

@Tag("slow")
class BenchRunnerTest {
  @TempDir private Path folder;

  @BeforeEach
  void everythingInTheTestsFolder() {
    System.setProperty("bench.cache", folder.toString());
    System.setProperty("bench.results", folder.toString());
    System.setProperty("jmh.ignoreLock", "true");
  }

  @AfterEach
  void asItWas() {
    System.clearProperty("bench.cache");
    System.clearProperty("bench.results");
    System.clearProperty("jmh.ignoreLock");
  }

  private static int run(String filter, String params) {
    Map<String, List<String>> parsed = Preset.parseParams(params);
    return new BenchRunner(filter, Preset.parse("short"), parsed).run();
  }

  private JsonNode results() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return Json.mapper()
          .readTree(
              files
                  .filter(file -> file.endsWith("benchmarks.json"))
                  .findFirst()
                  .orElseThrow()
                  .toFile());
    }
  }

  @Test
  void aResultSaysWhatItWasMeasuredOnAndHasItsRecallBesideIt() throws IOException {
    assertThat(run("QueryComplexity", "backend=cpu-exact;data=clustered:500x8;k=10,20")).isZero();
    JsonNode document = results();
    assertThat(document.at("/environment/machine/processor").asText()).isNotBlank();
    assertThat(document.at("/environment/jvm/version").asText())
        .isEqualTo(System.getProperty("java.runtime.version"));
    assertThat(document.at("/environment/gitRevision").asText()).isNotBlank();
    assertThat(document.at("/environment/backends")).hasSizeGreaterThanOrEqualTo(8);
    assertThat(document.get("results")).hasSize(2);
    JsonNode result = document.at("/results/0");
    assertThat(result.at("/secondaryMetrics/recall@10/score").asDouble()).isEqualTo(1);
    assertThat(result.at("/primaryMetric/rawData/0")).hasSize(5);
  }

  @Test
  void anEngineThatIsNotThereHasNoScoreAndFailsTheRun() throws IOException {
    assertThat(run("QueryComplexity", "backend=milvus;data=clustered:500x8;k=10")).isEqualTo(1);
    JsonNode document = results();
    assertThat(document.get("results")).isEmpty();
    assertThat(document.get("notMeasured").toString())
        .contains("QueryComplexity milvus clustered:500x8 k=10: backend milvus is unavailable");
  }

  @Test
  void devicesOfTheReferenceClusterThatAreNotHereAreNamed() {
    Map<String, List<String>> five = Map.of("backend", List.of("slowable"));
    assertThat(Preset.absentDevices(five))
        .containsExactly(
            "VectorSearchScaling slowable over 10 devices: only 5 present",
            "VectorSearchScaling slowable over 50 devices: only 5 present",
            "VectorSearchScaling slowable over 100 devices: only 5 present");
    assertThat(Preset.absentDevices(Map.of("devices", List.of("1", "2")))).isEmpty();
  }

  @Test
  void theStackIsWarmedUpBeforeItIsTimedEvenInTheShortSettings() {
    assertThat(warmUpSeconds("HybridVsNeo4j")).isEqualTo(10);
    assertThat(warmUpSeconds("GraphDepth")).isEqualTo(10);
    assertThat(warmUpSeconds("P99Latency")).isEqualTo(1);
  }

  private static long warmUpSeconds(String benchmark) {
    OptionsBuilder options = new OptionsBuilder();
    Preset.SHORT.apply(options, benchmark, Map.of());
    return options.getWarmupIterations().get()
        * options.getWarmupTime().get().convertTo(TimeUnit.SECONDS);
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> run("NoSuchThing", ""))
        .hasMessageContaining("bench=NoSuchThing: matches no benchmark; there are [")
        .hasMessageContaining("VectorSearchScaling");
    assertThatThrownBy(() -> run("(", "")).hasMessageContaining("not a regular expression");
    assertThatThrownBy(() -> Preset.parse("long"))
        .hasMessage("bench.settings=long: expected short or full");
    assertThatThrownBy(() -> Preset.parseParams("k"))
        .hasMessageContaining("expected name=value,value;name=value");
    assertThat(Preset.parseParams("tuning=M=4,ef=9;k=1,2"))
        .isEqualTo(Map.of("tuning", List.of("M=4,ef=9"), "k", List.of("1", "2")));
  }
}
