package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.suite.run.Objectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulations of the project are judged by, whatever else they are. */
class ShippedObjectivesTest {
  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

  private static List<Slo> gates(String simulation, String... properties) {
    Properties given = new Properties();
    for (int i = 0; i < properties.length; i += 2) {
      given.setProperty(properties[i], properties[i + 1]);
    }
    return Objectives.of(Settings.load(PROJECT, simulation, given)).slos().stream()
        .filter(Slo::gated)
        .toList();
  }

  static List<String> simulations() throws IOException {
    try (Stream<Path> files = Files.list(PROJECT.resolve("config/simulations"))) {
      return files.map(file -> file.getFileName().toString().replace(".conf", "")).toList();
    }
  }

  /** A refused call and an answer that cannot be are failures everywhere, as errors are. */
  @ParameterizedTest
  @MethodSource("simulations")
  void errorsRefusalsAndWrongAnswersHaveALimit(String simulation) {
    assertThat(gates(simulation))
        .extracting(each -> each.metric().name())
        .contains("shed-rate", "wrong-answers")
        .anyMatch(name -> name.endsWith("error-rate"));
  }

  /** At a peak a system may shed, but not before it. */
  @Test
  void whatIsShedAtThePeakOfABurstIsShownAndBeforeItJudged() {
    assertThat(gates("Burst"))
        .filteredOn(each -> each.metric().name().equals("shed-rate"))
        .extracting(each -> each.scope().toString())
        .containsExactly("phase:baseline");
  }

  @Test
  void aSustainedRateIsHeldInEveryTenSeconds() {
    assertThat(gates("Sustained"))
        .filteredOn(each -> each.scope().windowSeconds() == 10)
        .extracting(each -> each.metric().name())
        .containsExactlyInAnyOrder("response-time-p99", "throughput");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "5", "10", "50"})
  void recallIsOfAsManyHitsAsAreAskedFor(String k) {
    for (String simulation : List.of("Burst", "Smoke", "Comparison")) {
      assertThat(gates(simulation, "k", k))
          .extracting(each -> each.metric().name())
          .filteredOn(name -> name.startsWith("recall@"))
          .isNotEmpty()
          .containsOnly("recall@" + k);
    }
  }
}
