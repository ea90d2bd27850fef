package io.hybridperf.suite.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.gatling.support.GatlingJvm;
import io.hybridperf.suite.support.ExitStatusSimulation;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ExitStatusTest {
  private static final int ASSERTIONS_FAILED = 2;

  @Test
  void aRunWithoutFailuresExitsWithZeroAndOneWithFailuresDoesNot(@TempDir Path results)
      throws Exception {
    GatlingJvm good = GatlingJvm.run(ExitStatusSimulation.class, results, "hits=10");
    assertThat(good.exitStatus()).as(good.output()).isZero();
    GatlingJvm bad = GatlingJvm.run(ExitStatusSimulation.class, results, "hits=11");
    assertThat(bad.exitStatus()).as(bad.output()).isEqualTo(ASSERTIONS_FAILED);
  }
}
