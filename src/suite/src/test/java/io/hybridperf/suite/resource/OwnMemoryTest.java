package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OwnMemoryTest {

  @Test
  void thisProcessHoldsMoreThanItsHeapInUse() {
    assumeThat(Files.isReadable(Path.of("/proc/self/status"))).isTrue();

    assertThat(OwnMemory.bytes().orElseThrow())
        .isGreaterThan(10_000_000.0)
        .isLessThan(Runtime.getRuntime().maxMemory() + 4e9);
  }
}
