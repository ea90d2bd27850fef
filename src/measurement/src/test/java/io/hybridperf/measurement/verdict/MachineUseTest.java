package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceSample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineUseTest {
  private static final List<PlannedPhase> PHASES =
      List.of(phase("warm-up", 0, 10, false), phase("steady", 10, 20, true));

  @Test
  void saysWhatOthersTookInTheJudgedPhases() {
    List<ResourceSample> samples = new ArrayList<>();
    for (int second = 0; second <= 30; second++) {
      // Of two cores the run takes one; somebody else half of one, from the tenth second on.
      sample(samples, second, ResourceSample.CPU_OWN, 100 + second);
      sample(
          samples, second, ResourceSample.CPU_BUSY, 900 + second + 0.5 * Math.max(0, second - 10));
      sample(samples, second, ResourceSample.CPU_STOLEN, 7 + 0.04 * second);
      sample(samples, second, ResourceSample.CPU_WAITED, 0.3 * second);
      sample(samples, second, ResourceSample.CPUS, 2);
    }

    MachineUse use = MachineUse.of(samples, PHASES).orElseThrow();

    assertThat(use.cpus()).isEqualTo(2);
    assertThat(use.busy()).isEqualTo(0.75, within(1e-9));
    assertThat(use.others()).isEqualTo(0.25, within(1e-9));
    assertThat(use.stolen()).isEqualTo(0.02, within(1e-9));
    assertThat(use.cpuWaited()).hasValueCloseTo(0.3, within(1e-9));
    assertThat(use.throttled()).isEmpty();
    assertThat(use)
        .hasToString(
            "2 cores, 75 % busy in judged phases, of which other processes 25 %; stolen 2 %;"
                + " waiting for a core 30 %");
  }

  @Test
  void samplesNeedNotFallOnThePhasesBounds() {
    List<ResourceSample> samples = new ArrayList<>();
    for (double second = 0.7; second < 40; second += 1.9) {
      sample(samples, second, ResourceSample.CPU_BUSY, 1.2 * second);
      sample(samples, second, ResourceSample.CPU_OWN, 1.2 * second);
      sample(samples, second, ResourceSample.CPUS, 4);
      sample(samples, second, ResourceSample.MEMORY_OWN, second < 20 ? 1e9 + 1e8 * second : 2e9);
    }

    MachineUse use = MachineUse.of(samples, PHASES).orElseThrow();

    assertThat(use.busy()).isEqualTo(0.3, within(1e-9));
    assertThat(use.others()).isZero();
    assertThat(use.toString()).endsWith("; 3.0 GB of memory at most");
  }

  @Test
  void nothingIsSaidOfAMachineThatWasNotSampled() {
    List<ResourceSample> samples = new ArrayList<>();
    sample(samples, 0, ResourceSample.COLLECTING, 1);
    sample(samples, 30, ResourceSample.COLLECTING, 2);
    assertThat(MachineUse.of(samples, PHASES)).isEmpty();

    List<ResourceSample> early = new ArrayList<>();
    for (int second = 0; second < 9; second++) {
      sample(early, second, ResourceSample.CPU_BUSY, second);
      sample(early, second, ResourceSample.CPUS, 2);
    }
    assertThat(MachineUse.of(early, PHASES)).isEmpty();
  }

  private static void sample(
      List<ResourceSample> samples, double seconds, String metric, double value) {
    samples.add(new ResourceSample(seconds, ResourceSample.MACHINE, metric, value));
  }

  private static PlannedPhase phase(String name, double start, double seconds, boolean judged) {
    return new PlannedPhase(name, judged, "constant", start, seconds, 100);
  }
}
