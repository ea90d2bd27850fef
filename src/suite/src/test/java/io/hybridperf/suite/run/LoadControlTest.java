package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunStatus;
import org.junit.jupiter.api.Test;

class LoadControlTest {

  private final long[] second = {0};
  private long behindSeconds;
  private final LoadControl control =
      new LoadControl(
          new LagLimit(() -> behindSeconds * 1_000_000_000L, () -> second[0] * 1_000_000_000L),
          _ -> false);

  private void pass(int seconds) {
    for (int n = 0; n < seconds; n++) {
      control.stopped();
      second[0]++;
    }
  }

  @Test
  void aLoadThatNobodyEndsIsComplete() {
    pass(10);

    assertThat(control.stopped()).isFalse();
    assertThat(control.status()).isEqualTo(RunStatus.COMPLETE);
  }

  @Test
  void aLoadThatIsStoppedIsIncomplete() {
    control.stop();
    behindSeconds = 3;
    pass(10);

    assertThat(control.stopped()).isTrue();
    assertThat(control.status()).isEqualTo(RunStatus.INCOMPLETE);
  }

  @Test
  void aLoadThatTheGeneratorCannotKeepUpWithSaysSoWhateverComesLater() {
    behindSeconds = 3;
    pass(10);
    control.stop();

    assertThat(control.stopped()).isTrue();
    assertThat(control.status()).isEqualTo(RunStatus.GENERATOR_LATE);
  }
}
