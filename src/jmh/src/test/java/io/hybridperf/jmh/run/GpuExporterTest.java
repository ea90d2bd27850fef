package io.hybridperf.jmh.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.jmh.cuvs.GpuReadings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuExporterTest {
  private static final List<GpuReadings.Reading> TWO =
      List.of(
          new GpuReadings.Reading(97, 2L << 30, 612_500, 1_980, 3_201),
          new GpuReadings.Reading(13, 1L << 30, 80_000, 345, 3_201));

  private static HttpResponse<String> get(GpuReadings gpus) throws Exception {
    try (GpuExporter exporter = GpuExporter.start(gpus, 0);
        HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(exporter.url())).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void everyGpuIsServedUnderDcgmsNames() throws Exception {
    // The suite's MetricsEndpointTest reads this same text as its source of GPU utilisation.
    assertThat(get(new PlantedGpus(TWO)).body())
        .isEqualTo(
            """
            # TYPE DCGM_FI_DEV_GPU_UTIL gauge
            DCGM_FI_DEV_GPU_UTIL{gpu="0",modelName="NVIDIA H200"} 97.000
            DCGM_FI_DEV_GPU_UTIL{gpu="1",modelName="NVIDIA H200"} 13.000
            # TYPE DCGM_FI_DEV_FB_USED gauge
            DCGM_FI_DEV_FB_USED{gpu="0",modelName="NVIDIA H200"} 2048.000
            DCGM_FI_DEV_FB_USED{gpu="1",modelName="NVIDIA H200"} 1024.000
            # TYPE DCGM_FI_DEV_POWER_USAGE gauge
            DCGM_FI_DEV_POWER_USAGE{gpu="0",modelName="NVIDIA H200"} 612.500
            DCGM_FI_DEV_POWER_USAGE{gpu="1",modelName="NVIDIA H200"} 80.000
            # TYPE DCGM_FI_DEV_SM_CLOCK gauge
            DCGM_FI_DEV_SM_CLOCK{gpu="0",modelName="NVIDIA H200"} 1980.000
            DCGM_FI_DEV_SM_CLOCK{gpu="1",modelName="NVIDIA H200"} 345.000
            # TYPE DCGM_FI_DEV_MEM_CLOCK gauge
            DCGM_FI_DEV_MEM_CLOCK{gpu="0",modelName="NVIDIA H200"} 3201.000
            DCGM_FI_DEV_MEM_CLOCK{gpu="1",modelName="NVIDIA H200"} 3201.000
            """);
  }

  @Test
  void aGpuThatCannotBeReadIsNoGpuAtRest() throws Exception {
    HttpResponse<String> answer =
        get(
            new GpuReadings() {
              @Override
              public int devices() {
                return 1;
              }

              @Override
              public String name(int device) {
                return "lost";
              }

              @Override
              public Reading read(int device) {
                throw new IllegalStateException("GPU is lost (NVML error 15)");
              }
            });
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("GPU is lost (NVML error 15)\n");
  }
}
