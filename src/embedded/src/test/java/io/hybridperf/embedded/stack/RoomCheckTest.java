package io.hybridperf.embedded.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.embedded.start.StackException;
import org.junit.jupiter.api.Test;

class RoomCheckTest {
  private static final long GIBIBYTE = 1L << 30;

  @Test
  void theRealFilmsAreNeverRefused() {
    assertThatCode(() -> RoomCheck.heap(9_742, 1)).doesNotThrowAnyException();
    assertThatCode(() -> RoomCheck.disk(9_742, 0, "x")).doesNotThrowAnyException();
  }

  @Test
  void aHundredThousandFitTheBuildsHeap() {
    assertThatCode(() -> RoomCheck.heap(100_000, 2 * GIBIBYTE - (100 << 20)))
        .doesNotThrowAnyException();
  }

  @Test
  void aHeapThatIsTooSmallIsOneLineWithFiguresAndRemedy() {
    assertThatThrownBy(() -> RoomCheck.heap(1_000_000, 2 * GIBIBYTE))
        .isInstanceOf(StackException.class)
        .hasMessage(
            "--films is 1000000: the stack needs a heap of about 5313 MB for them and has 2048 MB; give it more by the environment variable _JAVA_OPTIONS=-Xmx5845m, or load fewer");
    assertThatCode(() -> RoomCheck.heap(1_000_000, 5_845L << 20)).doesNotThrowAnyException();
  }

  @Test
  void aDiskThatIsTooFullIsOneLineWithFiguresAndRemedy() {
    assertThatThrownBy(() -> RoomCheck.disk(1_000_000, 5_000_000_000L, "/data"))
        .isInstanceOf(StackException.class)
        .hasMessage(
            "--films is 1000000: loading them takes about 14.9 GB of disk, and 5.0 GB are free in /data; free some, give another --data-dir, or load fewer");
  }
}
