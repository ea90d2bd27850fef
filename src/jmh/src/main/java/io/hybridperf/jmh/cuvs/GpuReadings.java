package io.hybridperf.jmh.cuvs;

/** Where the state of a machine's GPUs is read. */
public interface GpuReadings {

  /**
   * One reading of a GPU.
   *
   * @param utilisationPercent share of the last sampling period in which a kernel ran, 0..100
   * @param memoryUsedBytes memory in use
   * @param powerMilliwatts power drawn
   * @param smClockMegahertz clock of the processors
   * @param memoryClockMegahertz clock of the memory
   */
  record Reading(
      int utilisationPercent,
      long memoryUsedBytes,
      int powerMilliwatts,
      int smClockMegahertz,
      int memoryClockMegahertz) {}

  /**
   * Counts the GPUs.
   *
   * @return how many this process may see
   */
  int devices();

  /**
   * Names a GPU.
   *
   * @param device its number, from 0
   * @return e.g. {@code NVIDIA H200}
   */
  String name(int device);

  /**
   * Reads a GPU's state now.
   *
   * @param device its number, from 0
   * @return the reading
   */
  Reading read(int device);
}
