package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.analysis.CapacitySearch.Limits;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacitySpeedUpTest {
  private static final PairedBlocks BLOCKS = new PairedBlocks("new", "old", 5, 42);
  private static final long MILLI = 1_000_000;

  private static final String SLOS =
      """
      slos {
        "p99" { metric = response-time-p99, must-pass = "< 10 ms" }
        "errors" { metric = error-rate, must-pass = "< 2 %" }
      }
      audit { p99-lag = 1s, late-after = 1s, max-late-share = 0.5, max-early-share = 0.5, max-unsent-share = 0.5 }
      """;

  private final StepJudge judge =
      new StepJudge(
          Slos.from(ConfigFactory.parseString(SLOS)),
          AuditLimits.from(ConfigFactory.parseString(SLOS)),
          "");

  @TempDir Path folder;

  private interface World {
    Fate of(boolean old, double rate, long second, Random random);
  }

  /** Rates of both systems, each held for some seconds, with searches that saw these go so. */
  private record Searches(RunLog log, Map<String, CapacityFindings> found) {}

  /** Each search tries its rates in the order that the outcomes lead to. */
  private Searches search(double end, double oldEnd, World world) {
    LoadProfile load = LoadProfile.empty();
    Map<String, CapacitySearch> searches = new LinkedHashMap<>();
    Map<String, List<Phase>> tried = new LinkedHashMap<>();
    for (String system : new String[] {"new", "old"}) {
      CapacitySearch search = new CapacitySearch(new Limits(100, 100_000, 1.5, 0.1));
      double capacity = system.equals("new") ? end : oldEnd;
      tried.put(system, new ArrayList<>());
      for (var step = search.next(); step.isPresent(); step = search.next()) {
        Phase phase =
            new Phase(
                String.format(Locale.ROOT, "%s-step-%02d", system, tried.get(system).size() + 1),
                new Shape.Constant(step.get().rate()),
                Duration.ofSeconds(5),
                true);
        tried.get(system).add(phase);
        load = load.then(phase);
        search.record(
            step.get().rate() <= capacity
                ? CapacitySearch.Outcome.HELD
                : CapacitySearch.Outcome.CLEARLY_MISSED);
      }
      searches.put(system, search);
    }
    ArrivalPlan plan = load.plan();
    Random random = new Random(1);
    LoadProfile all = load;
    RunLog log =
        new SimulatedRun(folder, load)
            .run((arrival, planned) -> {
              int index = plan.phaseOf(arrival);
              Phase phase = all.phases().get(index);
              double rate = ((Shape.Constant) phase.shape()).rate();
              long second = (planned - plan.startNanos(index)) / 1_000_000_000;
              return world.of(phase.name().startsWith("old"), rate, second, random);
            });
    Map<String, CapacityFindings> found = new LinkedHashMap<>();
    searches.forEach((system, search) ->
        found.put(
            ComparisonFindings.prefix(system),
            new CapacityFindings(
                search.result(),
                tried.get(system).stream()
                    .map(phase -> judge.judge(log, planned(log, phase.name())))
                    .toList())));
    return new Searches(log, found);
  }

  private static PlannedPhase planned(RunLog log, String name) {
    return log.info().phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Fate slowBeyond(double capacity, double rate, Random random) {
    return Fate.ok((rate <= capacity ? 2 + random.nextInt(2) : 40) * MILLI);
  }

  private CapacitySpeedUp of(Searches searches) {
    return CapacitySpeedUp.of(
        searches.log(),
        searches.found().get("new-"),
        searches.found().get("old-"),
        judge.slos(),
        1);
  }

  @Test
  void whereNothingIsDoubtfulTheIntervalIsTheWidthOfTheGaps() {
    Searches searches =
        search(400, 200, (old, rate, second, random) -> slowBeyond(old ? 200 : 400, rate, random));
    CapacitySpeedUp ratio = of(searches);
    CapacitySearch.Result system = searches.found().get("new-").result();
    CapacitySearch.Result baseline = searches.found().get("old-").result();

    assertThat(ratio.value()).isCloseTo(2, within(0.2));
    assertThat(ratio.low())
        .isCloseTo(system.held().orElseThrow() / baseline.missed().orElseThrow(), within(0.01));
    assertThat(ratio.high())
        .isCloseTo(system.missed().orElseThrow() / baseline.held().orElseThrow(), within(0.01));
  }

  @Test
  void oneDisturbedSecondOfTheRateThatHeldWidensTheIntervalDownwards() {
    // One in a hundred is slow in one second of five: p99 is met, but by luck.
    World shaky =
        (old, rate, second, random) ->
            !old && rate > 330 && rate <= 400 && second == 2 && random.nextInt(30) == 0
                ? Fate.ok(40 * MILLI)
                : slowBeyond(old ? 200 : 400, rate, random);
    CapacitySpeedUp calm =
        of(
            search(
                400,
                200,
                (old, rate, second, random) -> slowBeyond(old ? 200 : 400, rate, random)));
    CapacitySpeedUp disturbed = of(search(400, 200, shaky));

    assertThat(disturbed.value()).isEqualTo(calm.value());
    assertThat(disturbed.low()).isLessThan(0.97 * calm.low());
    assertThat(disturbed.high()).isEqualTo(calm.high());
  }

  @Test
  void errorsAndRequestsThatAreNotKeptUpWithAreMissesToo() {
    CapacitySpeedUp byErrors =
        of(
            search(
                400,
                200,
                (old, rate, second, random) ->
                    rate > (old ? 200 : 400) && random.nextInt(10) == 0
                        ? Fate.of("UNAVAILABLE", MILLI)
                        : Fate.ok(MILLI)));

    assertThat(byErrors.low()).isBetween(1.6, 2.0);
    assertThat(byErrors.high()).isBetween(2.0, 2.5);
  }

  @Test
  void whatIsJudgedIsTheLowerEndAndASlowerSystemIsBelowOne() {
    Searches searches =
        search(200, 400, (old, rate, second, random) -> slowBeyond(old ? 400 : 200, rate, random));
    Findings findings =
        ComparisonFindings.addCapacity(
            Findings.none(), searches.log(), searches.found(), BLOCKS, judge);

    assertThat(findings.metrics().get("speed-up-capacity").orElseThrow())
        .isInstanceOfSatisfying(
            ExternalMetrics.Measured.class,
            measured -> assertThat(measured.value()).isEqualTo(of(searches).low()).isLessThan(0.6));
    assertThat(findings.lines())
        .anyMatch(line -> line.matches("speed-up of capacity: 0\\.\\d+x, from .*"));
  }
}
