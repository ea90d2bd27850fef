package io.hybridperf.jmh.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitTest {
  @TempDir private Path folder;

  @Test
  void aSetThatDoesNotFitIsRefusedBeforeItIsMade() {
    assertThatThrownBy(() ->
            Fit.requireRoom("10M x 384", 15_360_000_000L, 12_000_000_000L, folder, "-Dbench.cache"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("10M x 384 needs 14,648 MB")
        .hasMessageContaining("has 11,444 MB free")
        .hasMessageContaining("-Dbench.cache");
    assertThat(Fit.memoryWarning("set", 2_000, 1_000)).isPresent();
    assertThat(Fit.memoryWarning("set", 1_000, 1_000)).isEmpty();
  }
}
