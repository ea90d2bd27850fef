package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuWatchTest {
  private static final String SETTINGS =
      """
      gpu { series = DCGM_FI_DEV_GPU_UTIL, every = 1s, metrics-urls = ["http://a/metrics", "http://b/metrics"] }
      """;

  private final GpuWatch watch = GpuWatch.of(ConfigFactory.parseString(SETTINGS));
  private final List<PlannedPhase> phases =
      List.of(
          new PlannedPhase("warm-up", false, "constant", 0, 10, 1_000),
          new PlannedPhase("steady", true, "constant", 10, 10, 1_000));
  private final List<ResourceSample> samples = new ArrayList<>();

  private void sample(String side, double from, double to, double percent, double gpus) {
    for (double second = from; second < to; second++) {
      samples.add(new ResourceSample(second, side, ResourceSample.GPU_UTILISATION, percent));
      samples.add(new ResourceSample(second, side, ResourceSample.GPUS, gpus));
    }
  }

  private Optional<ExternalMetrics.Measurement> found(Optional<String> problem) {
    return watch
        .found(phases, samples, side -> side.equals("gpu-2") ? problem : Optional.empty(), none())
        .metrics()
        .get("gpu-utilisation");
  }

  private static Findings none() {
    return Findings.none();
  }

  @Test
  void theMeanIsOverAllGpusAndTheJudgedPhasesOnly() {
    sample("gpu", 0, 10, 1, 8);
    sample("gpu", 10, 20, 70, 3);
    sample("gpu-2", 10, 20, 50, 1);
    sample("gpu-2", 21, 30, 1, 1);
    assertThat(found(Optional.empty())).contains(new ExternalMetrics.Measured(65, 40));
  }

  @Test
  void anExporterThatFellSilentForMostOfTheRunIsNotMeasured() {
    sample("gpu", 10, 20, 70, 1);
    sample("gpu-2", 10, 13, 70, 1);
    assertThat(found(Optional.of("http://b/metrics does not answer: status 503")))
        .contains(
            new ExternalMetrics.NotMeasured(
                "http://b/metrics does not answer: status 503 (3 of about 10 readings)"));
    // Few readings alone are a slow machine's.
    assertThat(found(Optional.empty())).contains(new ExternalMetrics.Measured(70, 13));
  }

  @Test
  void aMachineWithoutReadingsIsNotMeasured() {
    sample("gpu", 10, 20, 70, 1);
    assertThat(found(Optional.empty()))
        .contains(new ExternalMetrics.NotMeasured("nothing was read (0 of about 10 readings)"));
  }

  @Test
  void settingsWithoutSenseAreNamed() {
    assertThatThrownBy(() ->
            GpuWatch.of(
                ConfigFactory.parseString(
                    "gpu { series = X, every = 1s, metrics-url = \"host:9400\" }")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gpu: metrics-url = \"host:9400\": expected a URL");
  }
}
