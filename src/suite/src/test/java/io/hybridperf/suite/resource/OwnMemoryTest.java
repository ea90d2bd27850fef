package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnMemoryTest {

  @Test
  void linesOfAStatusAreReadInBytes() {
    List<String> status =
        List.of("VmRSS:\t  200 kB", "RssAnon:\t     100 kB", "RssFile:\t      60 kB");

    assertThat(OwnMemory.bytes(status, "RssAnon")).isEqualTo(102_400);
    assertThat(OwnMemory.bytes(status, "RssShmem")).isZero();
  }

  @Test
  void thisProcessHoldsMoreThanItsHeapInUse() {
    assumeThat(Files.isReadable(Path.of("/proc/self/status"))).isTrue();

    assertThat(OwnMemory.bytes().orElseThrow())
        .isGreaterThan(10_000_000.0)
        .isLessThan(Runtime.getRuntime().maxMemory() + 4e9);
  }
}
