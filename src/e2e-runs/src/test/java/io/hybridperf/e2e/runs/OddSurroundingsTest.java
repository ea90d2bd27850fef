package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import simulations.Smoke;

/** Names and folders as few machines have them: a run comes to its verdict all the same. */
class OddSurroundingsTest {
  private static final String[] SHORT = {"qps=100", "warmup=1s", "duration=7s", "k=5"};
  private static final String[] LASTING = {"qps=200", "warmup=1s", "duration=200s", "k=5"};

  /** As long as a file system allows. */
  private static final String LONG =
      "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789abcde";

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-D a ü 100%20 #1 $HOME ${x} 'q' \"q\" @x", LONG})
  void aCheckoutAndResultsMayHaveAnyName(String name) throws Exception {
    Path odd = Files.createDirectories(folder.resolve(name));
    Project there = Project.in(odd);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = there.start(Smoke.class, coordinator, SHORT)) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().status()).isEqualTo("PASS");
      assertThat(run.output()).contains("Run folder: " + run.runFolder());
    }
  }

  @Test
  void aFolderThatBecomesReadOnlyEndsTheRunAtOnceAndIsIncomplete() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = project.start(Smoke.class, coordinator, LASTING)) {
      run.awaitLoad();
      // No mode keeps root out; this does, where the file system has it.
      assumeTrue(immutable("+i", run.runFolder()), "files cannot be made immutable here");
      try {
        assertThat(run.exitStatus()).as(run.output()).isNotZero();
      } finally {
        immutable("-i", run.runFolder());
      }
      assertThat(run.output())
          .containsOnlyOnce("hybrid-perf: ")
          .containsPattern("hybrid-perf: .*(cannot write|cannot be written)")
          .contains("verdict: INCOMPLETE")
          .doesNotContain("\tat ", " 1:00 left");
    }
  }

  private static boolean immutable(String change, Path folder) throws Exception {
    return new ProcessBuilder("chattr", "-R", change, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
