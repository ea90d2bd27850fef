package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.analysis.CapacitySearch.Bound;
import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;
import io.hybridperf.measurement.verdict.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CapacityFindingsTest {

  /** An M/M/1 queue of 1,000 a second: mean response time 1 / (1000 - rate). */
  private static CapacityStep queue(int n, double rate, Outcome outcome) {
    double meanNanos = 1e9 / (1_000 - rate);
    return new CapacityStep(
        "step-" + n,
        rate,
        rate,
        meanNanos,
        Math.round(0.7 * meanNanos),
        Math.round(4.6 * meanNanos),
        5_000,
        0,
        0,
        500_000,
        outcome,
        outcome == Outcome.HELD ? "" : "p99 response time 46 ms");
  }

  private static List<CapacityStep> steps(double... rates) {
    List<CapacityStep> steps = new ArrayList<>();
    for (double rate : rates) {
      steps.add(queue(steps.size() + 1, rate, Outcome.HELD));
    }
    return steps;
  }

  private static CapacityFindings of(Bound bound, List<CapacityStep> steps) {
    return new CapacityFindings(
        new CapacitySearch.Result(OptionalDouble.of(900), OptionalDouble.of(930), bound, true),
        steps);
  }

  @Test
  void theKneeOfASimpleQueueIsAtHalfItsCapacity() {
    CapacityStep knee = Knee.of(steps(100, 200, 300, 400, 500, 600, 700, 900)).orElseThrow();

    assertThat(knee.rate()).isEqualTo(500);
  }

  @Test
  void withoutAKneeThereIsNone() {
    assertThat(Knee.of(steps(100, 200, 300))).isEmpty();
    assertThat(of(Bound.HIGHEST_RATE, steps(100, 200, 300)).lines())
        .anyMatch(line -> line.startsWith("knee: not seen"));
  }

  @Test
  void stepsOfALateGeneratorSayNothingOfTheSystem() {
    List<CapacityStep> steps = steps(100, 200, 300, 400);
    steps.add(queue(5, 500, Outcome.GENERATOR_LATE));

    assertThat(Knee.of(steps)).isEmpty();
  }

  @Test
  void saysCapacityProductionPointKneeAndLaw() {
    CapacityFindings found = of(Bound.SYSTEM, steps(100, 200, 300, 400, 500, 600, 700, 800, 900));

    assertThat(found.lines())
        .contains("capacity: 900/s; held, and 930/s missed (3.3 % above)")
        .contains("production point: 630/s, 70 % of it")
        .anyMatch(line -> line.startsWith("knee: 500/s"))
        .anyMatch(line -> line.startsWith("scalability: X(N) = "));
  }

  @Test
  void aBoundOfTheGeneratorIsSaidAndKept() {
    CapacityFindings found = of(Bound.GENERATOR, steps(100, 500, 900));
    Findings findings = found.addTo(Findings.none(), "capacity", "capacity");
    JsonNode json = findings.details().get("capacity");

    assertThat(found.lines().getFirst()).contains("at least 900/s", "generator-bound");
    assertThat(json.path("lowerBoundOnly").asBoolean()).isTrue();
    assertThat(json.path("steps")).hasSize(3);
  }

  @Test
  void theJudgedStepIsTheLastThatHeldTheCapacity() {
    List<CapacityStep> steps = steps(100, 900, 930, 900);

    assertThat(of(Bound.SYSTEM, steps).atCapacity().orElseThrow().phase()).isEqualTo("step-4");
  }

  @Test
  void nothingHeldIsNotMeasured() {
    CapacityFindings found =
        new CapacityFindings(
            new CapacitySearch.Result(
                OptionalDouble.empty(), OptionalDouble.of(50), Bound.SYSTEM, false),
            List.of(queue(1, 50, Outcome.MISSED)));

    assertThat(found.lines().getFirst()).contains("NOT FOUND", "not even 50.0/s held", "46 ms");
    assertThat(found.addTo(Findings.none(), "capacity", "capacity").metrics().get("capacity"))
        .hasValueSatisfying(value -> assertThat(value.toString()).contains("NotMeasured"));
  }
}
