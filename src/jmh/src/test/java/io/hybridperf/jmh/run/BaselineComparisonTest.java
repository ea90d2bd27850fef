package io.hybridperf.jmh.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.bench.Facts;
import io.hybridperf.measurement.files.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BaselineComparisonTest {
  @TempDir private Path folder;

  @BeforeEach
  void cacheInTheTestsFolder() {
    System.setProperty("bench.cache", folder.toString());
    System.setProperty("bench.results", folder.toString());
    System.setProperty("jmh.ignoreLock", "true");
  }

  @AfterEach
  void asItWas() {
    System.clearProperty("bench.cache");
    System.clearProperty("bench.results");
    System.clearProperty("jmh.ignoreLock");
    SlowableBackend.repetitions = 1;
  }

  @Test
  void aBackendSlowedOnPurposeIsCaught() throws Exception {
    ObjectNode before = benchmark(1);
    ObjectNode slowed = benchmark(10);
    BaselineComparison comparison = BaselineComparison.of(before, slowed, 0.5);
    assertThat(comparison.regressed()).as(comparison.markdown()).isTrue();
    assertThat(comparison.markdown()).contains("QueryComplexity.search").contains("**worse**");
    // The other way round it is an improvement, and nothing is said against it.
    assertThat(BaselineComparison.of(slowed, before, 0.5).regressed()).isFalse();
    assertThat(BaselineComparison.of(before, before, 0.05).regressed()).isFalse();
  }

  @Test
  void aLowerRateIsWorseAndALowerTimeIsNot() {
    assertThat(
            compare(
                result("thrpt", 1, 100, 101, 99, 100, 100), result("thrpt", 1, 80, 81, 79, 80, 80)))
        .isTrue();
    assertThat(
            compare(
                result("avgt", 1, 100, 101, 99, 100, 100), result("avgt", 1, 80, 81, 79, 80, 80)))
        .isFalse();
    assertThat(
            compare(
                result("avgt", 1, 80, 81, 79, 80, 80), result("avgt", 1, 100, 101, 99, 100, 100)))
        .isTrue();
  }

  @Test
  void noiseIsNotARegression() {
    assertThat(
            compare(
                result("avgt", 1, 100, 140, 80, 120, 90), result("avgt", 1, 110, 150, 85, 115, 95)))
        .isFalse();
  }

  @Test
  void aLowerRecallIsWorseHoweverFast() {
    assertThat(
            compare(
                result("avgt", 0.98, 100, 101, 99, 100, 100),
                result("avgt", 0.9, 50, 51, 49, 50, 50)))
        .isTrue();
  }

  @Test
  void whatIsMissingIsNotPassed() {
    ObjectNode both = result("avgt", 1, 100, 101, 99, 100, 100);
    ObjectNode other = result("avgt", 1, 100, 101, 99, 100, 100);
    ((ObjectNode) other.at("/results/0")).put("benchmark", "a.B.other");
    ObjectNode two = both.deepCopy();
    two.withArray("results").add(other.at("/results/0"));
    BaselineComparison comparison = BaselineComparison.of(two, both, 0.05);
    assertThat(comparison.regressed()).isTrue();
    assertThat(comparison.markdown()).contains("NOT MEASURED in the second");
    assertThatThrownBy(() -> BaselineComparison.of(both, other, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in common");
  }

  @Test
  void tooFewIterationsCannotTell() {
    assertThat(compare(result("avgt", 1, 100, 101), result("avgt", 1, 100, 101))).isTrue();
  }

  /** Five iterations are what the short settings give. */
  @Test
  void aChangeThatIsNoneIsCalledWorseAsRarelyAsItSaysAtFiveIterations() {
    SplittableRandom random = new SplittableRandom(5);
    int comparisons = 2_000;
    int worse = 0;
    for (int i = 0; i < comparisons; i++) {
      double[] before = random.doubles(5).map(x -> 100 + 20 * (x - 0.5)).toArray();
      double[] after = random.doubles(5).map(x -> 100 + 20 * (x - 0.5)).toArray();
      worse +=
          BaselineComparison.of(result("avgt", 1, before), result("avgt", 1, after), 0).regressed()
              ? 1
              : 0;
    }
    // 2.5 % on the side that is judged; a plain bootstrap is wrong twice as often.
    assertThat((double) worse / comparisons).isBetween(0.01, 0.04);
  }

  @Test
  void aBaselineIsFoundByItsName() throws IOException {
    ObjectNode document = result("avgt", 1, 100, 101, 99, 100, 100);
    Path file = folder.resolve("benchmarks.json");
    Json.write(file, document);
    Baselines.save("before-the-change", file);
    assertThat(Baselines.read("before-the-change")).isEqualTo(Baselines.read(file.toString()));
    assertThatThrownBy(() -> Baselines.read("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing is neither a baseline");
    for (String damage : List.of("{\"kind\": ", "[".repeat(5_000), "null", "\u0000".repeat(100))) {
      Files.writeString(file, damage);
      assertThatThrownBy(() -> Baselines.read(file.toString()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("benchmarks.json")
          .hasMessageNotContaining("\n");
    }
    assertThatThrownBy(() -> Baselines.save("../x", folder.resolve("benchmarks.json")))
        .hasMessageContaining("../x is not a name");
  }

  private static boolean compare(JsonNode before, JsonNode after) {
    return BaselineComparison.of(before, after, 0.05).regressed();
  }

  private static ObjectNode result(String mode, double recall, double... samples) {
    ObjectNode document = Json.mapper().createObjectNode().put("kind", "hybrid-perf-jmh");
    ObjectNode result = document.putArray("results").addObject();
    result.put("benchmark", "a.B.search").put("mode", mode).put("threads", 1);
    var fork = result.putObject("primaryMetric").putArray("rawData").addArray();
    for (double sample : samples) {
      fork.add(sample);
    }
    result.putObject("secondaryMetrics").putObject("recall@10").put("score", recall);
    return document;
  }

  private static ObjectNode benchmark(int repetitions) throws RunnerException, IOException {
    SlowableBackend.repetitions = repetitions;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
          .writeOut(
              new Runner(
                      new OptionsBuilder()
                          .include("QueryComplexity")
                          .param("backend", "slowable")
                          .param("data", "clustered:2000x32")
                          .param("k", "10")
                          .forks(0)
                          .warmupIterations(2)
                          .warmupTime(TimeValue.milliseconds(100))
                          .measurementIterations(5)
                          .measurementTime(TimeValue.milliseconds(100))
                          .addProfiler(Facts.class)
                          .verbosity(VerboseMode.SILENT)
                          .build())
                  .run());
    }
    ObjectNode document = Json.mapper().createObjectNode().put("kind", "hybrid-perf-jmh");
    document.set("results", Json.mapper().readTree(bytes.toByteArray()));
    return document;
  }
}
