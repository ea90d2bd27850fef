package io.hybridperf.jmh.run;

import io.hybridperf.jmh.cuvs.GpuReadings;
import java.util.List;

/** GPUs in the state that a test makes up. */
record PlantedGpus(List<Reading> readings) implements GpuReadings {
  @Override
  public int devices() {
    return readings.size();
  }

  @Override
  public String name(int device) {
    return "NVIDIA H200";
  }

  @Override
  public Reading read(int device) {
    return readings.get(device);
  }
}
