package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.suite.answers.Writes;
import io.hybridperf.suite.capacity.PairedAnalysis;
import io.hybridperf.suite.fault.Fault;
import io.hybridperf.suite.fault.PlannedFaults;
import io.hybridperf.suite.fault.RecoveryTarget;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateCheckTest {
  private static final List<Slo> RECOVERY = slo("metric = recovery-time, must-pass = \"< 30 s\"");
  private static final List<Slo> RECALL = slo("metric = \"recall@10\", must-pass = \">= 0.95\"");

  private final GateCheck gates = new GateCheck();

  private static List<Slo> slo(String text) {
    return Slos.from(ConfigFactory.parseString("slos.x { %s }".formatted(text)));
  }

  @Test
  void aGateOnWhatNothingMeasuresIsRefused() {
    gates.check(slo("metric = wrong-answers, must-pass = \"<= 0\""), 0.05);
    assertThatThrownBy(() -> gates.check(RECOVERY, 0.05))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("slos.\"x\"", "recovery-time", "nothing in this simulation");
  }

  @Test
  void aGateOnWhatSomethingMeasuresOrMayMeasureIsTaken() {
    gates.measures(() -> List.of(RecoveryTarget.MEASURED));
    assertThatCode(() -> gates.check(RECOVERY, 0.05)).doesNotThrowAnyException();

    GateCheck open = new GateCheck();
    open.measures(List::of);
    assertThatCode(() -> open.check(RECOVERY, 0.05)).doesNotThrowAnyException();
    assertThatCode(() ->
            new GateCheck()
                .check(
                    slo(
                        "metric = recovery-time, must-pass = \"< 30 s\", gated = false, reason = shown"),
                    0.05))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsMeasuredMayDependOnWhatTheSimulationDoes() {
    List<Slo> stale = slo("metric = stale-reads, must-pass = \"<= 0\"");
    List<Slo> capacity = slo("metric = speed-up-capacity, must-pass = \">= 1 x\"");
    List<Slo> errors = slo("metric = fault-error-rate, must-pass = \"< 2 %\"");
    Fault stopped = Fault.of("milvus-stopped").getFirst();
    Fault slowed = Fault.of("milvus-slowed").getFirst();
    PairedBlocks blocks = new PairedBlocks("a", "b", 10, 1);

    refused(stale, List.of(Writes.LOST_MEASURED));
    refused(capacity, new PairedAnalysis(blocks, null).measures());
    refused(errors, PlannedFaults.measured(List.of(stopped)));
    GateCheck all = new GateCheck();
    all.measures(() -> PlannedFaults.measured(List.of(stopped, slowed)));
    assertThatCode(() -> all.check(errors, 0.05)).doesNotThrowAnyException();
  }

  private static void refused(List<Slo> slos, List<Metric.External> measured) {
    GateCheck gates = new GateCheck();
    gates.measures(() -> measured);
    assertThatThrownBy(() -> gates.check(slos, 0.05))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(slos.getFirst().metric().name(), "nothing in this simulation");
  }

  @Test
  void aGateOnRecallThatIsNotSampledIsRefused() {
    assertThatCode(() -> gates.check(RECALL, 0.01)).doesNotThrowAnyException();
    assertThatThrownBy(() -> gates.check(RECALL, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("slos.\"x\"", "recall-sample=0");
  }

  @Test
  void aLoadOfFewerUsersThanAGateNeedsAnswersSaysSo() {
    LoadPlan plan = LoadPlan.of(LoadProfile.empty().constant("steady", 50, Duration.ofSeconds(20)));
    String limit = "metric = response-time-p99, must-pass = \"< 15 ms\", ";

    assertThat(GateCheck.doubts(plan, slo(limit + "min-samples = 1000"), true, 1)).isEmpty();
    assertThat(GateCheck.doubts(plan, slo(limit + "min-samples = 1001"), true, 1))
        .singleElement()
        .asString()
        .contains("\"x\"", "1001 answers", "1000 users");
    assertThat(
            GateCheck.doubts(
                plan, slo(limit + "min-samples = 501, scope = \"window:10s\""), true, 1))
        .singleElement()
        .asString()
        .contains("500 users");
  }

  @Test
  void aThroughputThatIsNotAskedForSaysSo() {
    LoadPlan plan = LoadPlan.of(LoadProfile.empty().constant("steady", 50, Duration.ofSeconds(20)));
    String form = "metric = throughput, must-pass = \">= %s /s\", scales = true";

    assertThat(GateCheck.doubts(plan, slo(form.formatted(50)), true, 1)).isEmpty();
    assertThat(GateCheck.doubts(plan, slo(form.formatted(1000)), true, 0.05)).isEmpty();
    assertThat(GateCheck.doubts(plan, slo(form.formatted(51)), true, 1))
        .singleElement()
        .asString()
        .contains("\"x\"", "50 users a second", ">= 51 /s", "will FAIL");
  }

  @Test
  void aGateOnGpusThatNobodyWatchesSaysSoBeforeTheLoad() {
    LoadPlan plan = LoadPlan.of(LoadProfile.empty().constant("steady", 50, Duration.ofSeconds(20)));
    List<Slo> gpus = slo("metric = gpu-utilisation, must-pass = \"> 40 %\"");

    assertThat(GateCheck.doubts(plan, gpus, true, 1)).isEmpty();
    assertThat(GateCheck.doubts(plan, gpus, false, 1))
        .singleElement()
        .asString()
        .contains("\"x\" will be NOT MEASURED", "gpu.metrics-url", "gated = false");
  }
}
