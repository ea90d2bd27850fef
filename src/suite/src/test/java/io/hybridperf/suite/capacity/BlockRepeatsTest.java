package io.hybridperf.suite.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.slo.AuditLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlockRepeatsTest {
  private static final PairedBlocks BLOCKS = new PairedBlocks("new", "old", 6, 42);

  private final ArrivalPlan plan =
      BLOCKS.appendTo(LoadProfile.empty(), 100, Duration.ofSeconds(2)).plan();
  private final BlockRepeats repeats = new BlockRepeats(BLOCKS, AuditLimits.DEFAULT);

  private List<String> names() {
    return plan.profile().phases().stream().map(Phase::name).toList();
  }

  private List<String> judged() {
    return repeats.judgedPhases(PlannedPhase.allOf(plan)).stream()
        .filter(PlannedPhase::judged)
        .map(PlannedPhase::name)
        .toList();
  }

  @Test
  void theLoadGoesOnUntilItIsKnownWhetherABlockStalled() {
    assertThat(repeats.extend(plan)).isTrue();
    assertThat(names()).endsWith("rest-1");
    repeats.found(Map.of());

    assertThat(repeats.extend(plan)).isFalse();
    assertThat(judged()).hasSize(12);
  }

  @Test
  void thePairOfABlockThatStalledIsRunAgainInItsPlace() {
    assertThat(repeats.extend(plan)).isTrue();
    repeats.found(Map.of(2, "new-3: late"));

    assertThat(repeats.extend(plan)).isTrue();
    assertThat(names().subList(25, 29))
        .containsExactlyInAnyOrder("new-settle-7", "new-7", "old-settle-7", "old-7");
    assertThat(names()).endsWith("rest-2");
    assertThat(judged())
        .hasSize(12)
        .contains("new-7", "old-7", "new", "old")
        .doesNotContain("new-3", "old-3");
    repeats.found(Map.of());
    assertThat(repeats.extend(plan)).isFalse();
  }

  @Test
  void whatStallsThreeTimesCountsAsItIs() {
    repeats.found(Map.of(0, "new: late"));
    assertThat(repeats.extend(plan)).isTrue();
    repeats.found(Map.of(6, "new-7: late"));
    assertThat(repeats.extend(plan)).isTrue();
    repeats.found(Map.of(7, "new-8: late"));

    assertThat(repeats.extend(plan)).isFalse();
    assertThat(judged()).hasSize(12).contains("new-8", "old-8").doesNotContain("new", "new-7");
  }
}
