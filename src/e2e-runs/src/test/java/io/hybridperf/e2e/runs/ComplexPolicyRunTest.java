package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.ComplexPolicy;

/** That tenants are kept apart, and what the caches did, decides {@link ComplexPolicy}. */
@Execution(ExecutionMode.CONCURRENT)
class ComplexPolicyRunTest {
  private static final String LEAKS = "answers ranked by another's policy";
  private static final String[] SHORT = {
    "profile=complex", "qps=150", "warmup=1s", "duration=2s", "recall-sample=1"
  };

  /** The warm-up rises in its first half; three phases follow. */
  private static final int SEARCHES = 116 + 3 * 300;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void judgeWhatAnswersSay() {
    project =
        Project.in(folder)
            .configure(
                "environments/planted.conf",
                """
                slos."p99 of complex queries, cold" { gated = false, reason = "a test machine" }
                slos."p99 of complex queries, hot" { gated = false, reason = "a test machine" }
                slos."throughput" { gated = false, reason = "a test's rate" }
                """);
  }

  @Test
  void passesWhereTenantsAreKeptApart() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = project.start(ComplexPolicy.class, coordinator, SHORT)) {
      RunVerdict verdict = run.verdict();

      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(verdict.value(LEAKS)).isZero();
      assertThat(verdict.slo(LEAKS).path("samples").asLong()).isEqualTo(SEARCHES);
      assertThat(verdict.value("policy cache hits, cold")).isZero();
      assertThat(verdict.value("policy cache hits, hot")).isGreaterThan(90);
    }
  }

  @Test
  void failsIfOneTenantsPolicyRanksAnothersAnswers() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new TenantMixUp());
        GatlingProcess run = project.start(ComplexPolicy.class, coordinator, SHORT)) {
      RunVerdict verdict = run.verdict();

      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(verdict.tier(LEAKS)).isEqualTo("FAIL");
      assertThat(verdict.value(LEAKS)).isEqualTo(Math.floorDiv(SEARCHES, 20));
      assertThat(run.output()).contains("was ranked by another tenant's policy");
      assertThat(run.json("findings.json").at("/tenantIsolation/examples")).hasSize(10);
    }
  }
}
