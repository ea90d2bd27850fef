package io.hybridperf.suite.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostReportTest {
  private static final long MICRO = 1_000;

  /** A second in which each of so many calls cost so much. */
  private static CostBlock block(
      String client, String loop, long answered, long loopMicros, long otherMicros, long lost) {
    CpuClock.Reading from = new CpuClock.Reading(0, 0, Map.of(), work(0, 0));
    CpuClock.Reading to =
        new CpuClock.Reading(
            1_000_000_000,
            answered * (loopMicros + otherMicros) * MICRO,
            Map.of(loop, answered * loopMicros * MICRO),
            work(answered, 100_000_000));
    return CostBlock.between(from, to, client, loop, 0.25, lost);
  }

  private static NullCoordinatorProcess.Work work(long answered, long cpuNanos) {
    return new NullCoordinatorProcess.Work(answered, cpuNanos);
  }

  private static CostBlock bare(long micros) {
    return block(CostReport.BARE, "bare event loop", 10_000, micros, 0, 0);
  }

  private static CostBlock ours(long loopMicros, long otherMicros, long lost) {
    return block(CostReport.OURS, "Gatling's event loop", 10_000, loopMicros, otherMicros, lost);
  }

  @Test
  void theRatioIsThatOfTheMediansOfTheWholeProcesses() {
    CostReport report =
        new CostReport(
            10_000,
            List.of(bare(10), ours(10, 2, 0), bare(11), ours(11, 3, 0), bare(90), ours(80, 9, 0)),
            List.of());

    // 14 over 11, whatever one block met.
    assertThat(report.ratio()).isCloseTo(14.0 / 11, within(1e-9));
    assertThat(report.lastLine()).isEqualTo("generator-cost ratio 1.27");
    assertThat(report.table()).contains("schedule audit: kept");
  }

  @Test
  void anAdditionCostsWhatThePairsSay() {
    CostReport report =
        CostReport.ofAddition(
            "live",
            10_000,
            List.of(
                with("without", 10), with("live", 11),
                with("live", 22), with("without", 20),
                with("without", 10), with("live", 10)),
            List.of());

    // The second pair met a slow moment, the other way round; the third found nothing.
    assertThat(report.ratio()).isCloseTo(1.1, within(1e-9));
    assertThat(report.lastLine())
        .isEqualTo(
            "generator-cost of live: a request costs 1.100 x as much (pairs 1.000 to 1.100), in all 1.00 % of a core");
    assertThat(report.table()).contains("live over without, each pair: 1.000 1.100 1.100");
  }

  private static CostBlock with(String client, long micros) {
    return block(client, "Gatling's event loop", 10_000, micros, 0, 0);
  }

  @Test
  void aBlockSaysWhatIsTheEventLoopsAndWhatIsNot() {
    CostBlock block = ours(10, 2, 0);

    assertThat(block.cpuMicrosPerRequest()).isCloseTo(12, within(1e-9));
    assertThat(block.microsByThread())
        .containsEntry("Gatling's event loop", 10.0)
        .containsEntry(CpuClock.JVM, 2.0);
    assertThat(block.loopCores()).isCloseTo(0.1, within(1e-9));
    assertThat(block.coordinatorCores()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void theFileHoldsWhatWasLostAndWhatTheAuditSays(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("generator-cost.json");
    CostReport report =
        new CostReport(
            10_000,
            List.of(bare(10), ours(10, 2, 3), bare(10), ours(10, 2, 4)),
            List.of("p99 dispatch lag of requests was 8 ms, limit 1 ms"));

    report.writeTo(file);

    JsonNode json = Json.mapper().readTree(file.toFile());
    assertThat(json.path("ratio").asDouble()).isCloseTo(1.2, within(1e-9));
    assertThat(json.path("lost").asLong()).isEqualTo(7);
    assertThat(json.path("blocks")).hasSize(4);
    assertThat(json.path("violations").path(0).asText()).contains("8 ms");
    assertThat(report.table()).contains("INVALID, p99 dispatch lag");
  }
}
