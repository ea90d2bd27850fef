package io.hybridperf.report.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.CapacityDetail;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.MadeRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityCommandTest {
  private static final String SETTINGS =
      """
      {"slos":{"median":{"metric":"response-time-p50","must-pass":"< 15 ms"}}}
      """;

  @TempDir private Path results;

  private RunFolder run(Findings findings) throws IOException {
    return MadeRun.of(results, 10).settings(SETTINGS).findings(findings).complete();
  }

  private RunFolder capacity(double held) throws IOException {
    return run(CapacityDetail.of(held, 1.04 * held, 1.2 * held));
  }

  private static CommandLineOf command(List<RunFolder> runs, String... options) {
    List<String> arguments = new ArrayList<>(List.of("capacity"));
    arguments.addAll(List.of(options));
    runs.forEach(run -> arguments.add(run.path().toString()));
    return CommandLineOf.report(arguments.toArray(String[]::new));
  }

  @Test
  void theCurveTheKneeTheLawAndThePointToPlanWithAreShown() throws IOException {
    CommandLineOf shown = command(List.of(capacity(7_000)));

    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("capacity: 7,000/s; held, and 7,280/s missed (4.0 % above)")
        .contains("production point: 4,900/s, 70 % of it")
        .contains("knee: ", "scalability: X(N) = ")
        .containsPattern("step-8 +7,000 +7,000 +4.20 +27.60");
  }

  /** 15,000 at 70 % are 21,429: 3 x 7,280 hold it and 3 x 7,000 do not. */
  @Test
  void replicasAreARangeAsTheCapacityIs() throws IOException {
    CommandLineOf shown = command(List.of(capacity(7_000)), "--qps", "15000");

    assertThat(shown.out())
        .contains("a capacity of 21,429/s", "3 to 4 replicas", "GPUs: NOT MEASURED");
  }

  /** 21,429 / 70 a GPU are 306.1, / 72.8 are 294.4. */
  @Test
  void gpusInProportionAreCalledAnAssumption() throws IOException {
    CommandLineOf shown = command(List.of(capacity(7_000)), "--qps", "15000", "--gpus", "100");

    assertThat(shown.out())
        .contains("100 GPUs: 7,000/s held, 7,280/s missed, 70.00/s each")
        .contains("GPUs: 295 to 307 if capacity grows in proportion", "assumption");
  }

  /** X(N) = 100 N / (1 + 0.005 (N - 1)); 7,143 needs 110.5. */
  @Test
  void gpusFollowTheLawWhereItMayBeRead() throws IOException {
    List<Integer> gpus = List.of(10, 20, 40, 60, 80, 100);
    List<RunFolder> runs = new ArrayList<>();
    for (int n : gpus) {
      runs.add(capacity(100.0 * n / (1 + 0.005 * (n - 1))));
    }

    String all = String.join(",", gpus.stream().map(String::valueOf).toList());
    CommandLineOf near = command(runs, "--qps", "5000", "--gpus", all);
    CommandLineOf far = command(runs, "--qps", "15000", "--gpus", all);

    assertThat(near.out()).contains("GPUs: 111 by the scalability law (sigma 0.005");
    assertThat(far.out()).contains("GPUs: not within 200");
  }

  @Test
  void whatWasNotSearchedOrNotHeldIsSaid() throws IOException {
    RunFolder none = run(Findings.none());

    assertThat(command(List.of(none)).status()).isEqualTo(64);
    assertThat(command(List.of(none)).err()).hasLineCount(1).contains("-Dsimulation=Capacity");
    assertThat(command(List.of(capacity(5)), "--gpus", "1,2").err()).hasLineCount(1);
    assertThat(Stream.of("0", "-1").map(n -> command(List.of(none), "--gpus", n).status()))
        .containsOnly(64);
  }
}
