package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.stack.StackProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import simulations.Burst;
import simulations.Capacity;
import simulations.Comparison;
import simulations.ComplexPolicy;
import simulations.HybridSearch;
import simulations.ReadWrite;
import simulations.Resilience;
import simulations.Smoke;
import simulations.Sustained;
import simulations.VectorSearch;

/**
 * Short runs on one embedded stack, real engines and all. What a busy machine may disturb is shown
 * and decides nothing; answers do. {@link Burst}, {@link Sustained} and {@link Resilience} have
 * runs with stacks of their own.
 */
@Tag("slow")
@Tag("stack")
@Isolated("starts real engines")
class EmbeddedRunTest {
  /** Answers decide, no times: nothing waits for the stack to be warm. */
  private static final List<String> SHORT =
      List.of(
          "scale=0.002",
          "warmup=2s",
          "warmup-limit=2s",
          "duration=6s",
          "deadline=20s",
          "recall-sample=1");

  /** The targets of the embedded stack, for one that somebody else has started. */
  private static final String STANDING =
      """
      include "embedded.conf"
      embedded = false
      description = "a standing embedded stack"
      audit { p99-lag = 10s, late-after = 10s }
      slos."recall@k".min-samples = 50
      """;

  private static StackProcess stack;

  @TempDir Path folder;

  @BeforeAll
  static void startStack() {
    stack = Project.standingStack();
  }

  @AfterAll
  static void stopStack() {
    stack.close();
  }

  /**
   * A run.
   *
   * @param simulation what
   * @param distinctive the SLO that no other simulation has
   * @param times SLOs on times, beside the one of all simulations
   * @param parameters how short
   * @param more HOCON
   */
  record ShortRun(
      Class<? extends Simulation> simulation,
      String distinctive,
      List<String> times,
      List<String> parameters,
      String more) {}

  static Stream<ShortRun> shortRuns() {
    return Stream.of(
        new ShortRun(Smoke.class, "graph-only queries", List.of(), List.of("qps=10000"), ""),
        new ShortRun(VectorSearch.class, "throughput", List.of(), List.of(), ""),
        new ShortRun(
            HybridSearch.class,
            "throughput",
            List.of("p99 coordination"),
            List.of("qps=15000"),
            ""),
        new ShortRun(
            ComplexPolicy.class,
            "answers ranked by another's policy",
            List.of("p99 of complex queries, cold", "p99 of complex queries, hot", "throughput"),
            List.of("profile=complex", "qps=15000"),
            ""),
        new ShortRun(
            ReadWrite.class,
            "acknowledged writes lost",
            List.of("p99 of simple queries", "p99 of hybrid queries", "p99 of complex queries"),
            List.of("qps=25000"),
            "slos.\"error rate of writes\".min-samples = 5"),
        new ShortRun(
            Comparison.class,
            "recall@k of the baseline",
            List.of("speed-up of p50", "speed-up of p99"),
            List.of("qps=15000", "hold=2s", "cycles=5"),
            "slos.\"recall@k of the baseline\".min-samples = 50"),
        // A rate that holds is no matter of this machine's speed: no higher one is tried.
        new ShortRun(
            Capacity.class,
            "capacity",
            List.of(),
            List.of("qps=10000", "peak=20000", "hold=2s", "duration=60s"),
            "slos.capacity { must-pass = \">= 10 /s\", target = null, stretch = null, scales = false }"));
  }

  @ParameterizedTest
  @MethodSource("shortRuns")
  void passes(ShortRun wanted) throws Exception {
    StringBuilder environment = new StringBuilder(STANDING + busy("p99 response time"));
    wanted.times().forEach(slo -> environment.append(busy(slo)));
    Project project =
        Project.in(folder)
            .configure("environments/standing.conf", environment + wanted.more() + "\n");
    List<String> parameters = new ArrayList<>(SHORT);
    parameters.addAll(List.of("env=standing", "target=" + stack.target()));
    parameters.addAll(wanted.parameters());
    try (GatlingProcess run =
        project.start(wanted.simulation(), parameters.toArray(String[]::new))) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().status()).isEqualTo("PASS");
      assertThat(run.verdict().tier(wanted.distinctive())).isNotIn("FAIL", "NOT MEASURED");
    }
  }

  private static String busy(String slo) {
    return "slos.\"%s\" { gated = false, reason = \"a test machine\" }\n".formatted(slo);
  }
}
