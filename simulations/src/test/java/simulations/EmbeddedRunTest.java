package simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.javaapi.core.Simulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Short runs on the embedded stack, real engines and all. What a busy machine may disturb is shown
 * and decides nothing; answers do.
 */
class EmbeddedRunTest {
  private static final List<String> SHORT =
      List.of("scale=0.002", "warmup=2s", "duration=6s", "deadline=20s", "recall-sample=1");

  @TempDir Path folder;

  /**
   * A run.
   *
   * @param simulation what
   * @param distinctive the SLO that no other simulation has
   * @param times SLOs on times, beside the one of all simulations
   * @param parameters how short
   */
  record ShortRun(
      Class<? extends Simulation> simulation,
      String distinctive,
      List<String> times,
      List<String> parameters) {}

  static Stream<ShortRun> shortRuns() {
    return Stream.of(
        new ShortRun(Smoke.class, "graph-only queries", List.of(), List.of("qps=10000")),
        new ShortRun(VectorSearch.class, "throughput", List.of(), List.of()),
        new ShortRun(
            HybridSearch.class, "throughput", List.of("p99 coordination"), List.of("qps=15000")),
        new ShortRun(
            ComplexPolicy.class,
            "answers ranked by another's policy",
            List.of("p99 of complex queries, cold", "p99 of complex queries, hot", "throughput"),
            List.of("profile=complex", "qps=15000")),
        new ShortRun(
            ReadWrite.class,
            "acknowledged writes lost",
            List.of("p99 of simple queries", "p99 of hybrid queries", "p99 of complex queries"),
            List.of("qps=25000")));
  }

  @ParameterizedTest
  @MethodSource("shortRuns")
  void passes(ShortRun wanted) throws Exception {
    Project project =
        Project.in(folder)
            .configure(
                "environments/embedded.conf",
                """
                audit { p99-lag = 10s, late-after = 10s }
                slos."recall@10".min-samples = 50
                """
                    + busy("p99 response time"));
    wanted.times().forEach(slo -> project.configure("environments/embedded.conf", busy(slo)));
    if (wanted.simulation() == ReadWrite.class) {
      project.configure(
          "environments/embedded.conf", "slos.\"error rate of writes\".min-samples = 5");
    }
    List<String> parameters = new ArrayList<>(SHORT);
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
