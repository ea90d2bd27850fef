package io.hybridperf.suite.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCheckTest {
  private static final Films REAL = new Films(9_742);

  @Test
  void syntheticFilmsNeedMoreAndAreNamed() {
    assertThatThrownBy(() -> MemoryCheck.require(new Films(1_000_000), 8_000_000_000L))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "8.0 GB of memory are free, and the embedded stack and the generator need 15.5 GB, films=1000000 (990258 of them synthetic): end other programs, give the container more, give fewer films (-Dfilms), or aim at a deployment elsewhere (-Dtarget=host:port)");
    assertThatCode(() -> MemoryCheck.require(new Films(100_000), 5_000_000_000L))
        .doesNotThrowAnyException();
  }

  @Test
  void tooLittleIsOneLineWithARemedy() {
    assertThatThrownBy(() -> MemoryCheck.require(REAL, MemoryCheck.NEEDED_BYTES - 1))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("3.2 GB of memory are free, and the embedded stack")
        .hasMessageContaining("-Dtarget=host:port")
        .hasMessageNotContaining("\n");
    assertThatCode(() -> MemoryCheck.require(REAL, MemoryCheck.NEEDED_BYTES))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsAvailableCountsNotWhatIsUnused(@TempDir Path folder) throws IOException {
    Path meminfo = folder.resolve("meminfo");
    Files.writeString(
        meminfo,
        """
        MemTotal:       16000000 kB
        MemFree:          100000 kB
        MemAvailable:     500000 kB
        """);

    assertThat(MemoryCheck.available(meminfo)).isEqualTo(512_000_000);
  }

  @Test
  void whereNothingIsToldThereIsEnough(@TempDir Path folder) {
    assertThat(MemoryCheck.available(folder.resolve("none"))).isPositive();
  }
}
