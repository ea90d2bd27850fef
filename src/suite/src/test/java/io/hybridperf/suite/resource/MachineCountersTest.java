package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.ResourceSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MachineCountersTest {
  @TempDir Path root;

  @Test
  void readsWhatLinuxTells() throws IOException {
    write(
        "proc/stat",
        """
        cpu  100 200 300 9000 50 6 7 80 40 0
        cpu0 1 2 3 4 5 6 7 8 9 0
        cpu1 1 2 3 4 5 6 7 8 9 0
        intr 17
        """);
    write("proc/pressure/cpu", "some avg10=1.00 avg60=2.00 avg300=3.00 total=4500000\n");
    write(
        "proc/pressure/memory",
        """
        some avg10=0.00 avg60=0.00 avg300=0.00 total=20
        full avg10=0.00 avg60=0.00 avg300=0.00 total=7
        """);
    write("proc/self/cgroup", "0::/jobs/mine\n");
    write("groups/jobs/mine/cpu.stat", "usage_usec 5\nthrottled_usec 2500000\n");

    Map<String, Double> read = counters().read();

    assertThat(read)
        .containsEntry(ResourceSample.CPUS, 2.0)
        .containsEntry(ResourceSample.CPU_BUSY, 6.13)
        .containsEntry(ResourceSample.CPU_STOLEN, 0.8)
        .containsEntry(ResourceSample.CPU_OWN, 1.5)
        .containsEntry(ResourceSample.CPU_WAITED, 4.5)
        .containsEntry(ResourceSample.MEMORY_WAITED, 0.00002)
        .containsEntry(ResourceSample.THROTTLED, 2.5);
  }

  @Test
  void readsTheFirstVersionOfControlGroups() throws IOException {
    write("proc/self/cgroup", "3:cpu,cpuacct:/b\n0::/\n");
    write("groups/cpu,cpuacct/b/cpu.stat", "nr_throttled 3\nthrottled_time 1500000000\n");

    assertThat(counters().read()).containsEntry(ResourceSample.THROTTLED, 1.5);
  }

  @Test
  void whatASystemDoesNotTellIsAbsent() throws IOException {
    assertThat(counters().read()).containsOnlyKeys(ResourceSample.COLLECTING);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisRunsOwnTimeGrowsWithItsWork() throws IOException {
    MachineCounters counters = new MachineCounters();
    double before = counters.read().getOrDefault(ResourceSample.CPU_OWN, 0.0);
    long until = System.nanoTime() + 300_000_000;
    double work = 0;
    while (System.nanoTime() < until) {
      work += Math.sqrt(work + 1);
    }
    assertThat(work).isPositive();
    assertThat(counters.read().get(ResourceSample.CPU_OWN)).isGreaterThan(before);
  }

  private MachineCounters counters() {
    return new MachineCounters(root.resolve("proc"), root.resolve("groups"), () -> 150);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
