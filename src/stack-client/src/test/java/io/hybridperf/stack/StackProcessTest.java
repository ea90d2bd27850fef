package io.hybridperf.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol against a process that speaks it; the real stack's tests are in src/e2e. */
class StackProcessTest {
  private final List<String> progress = new CopyOnWriteArrayList<>();

  @TempDir Path empty;

  @Test
  void isReadyOnceItSaysSoAndStopsAtTheEndOfItsInput() throws Exception {
    StackProcess stack = launcher("ready").option("tenants", "10").start(progress::add);
    assertThat(stack.target()).isEqualTo("127.0.0.1:7000");
    stack.close();
    assertThat(stack.awaitExit(Duration.ofMinutes(1))).isZero();
    assertThat(stack.lines().getLast()).isEqualTo("STOPPED");
    assertThat(progress).first().asString().contains("--parent-pid", "--tenants 10");
    assertThat(progress).noneMatch(line -> line.contains("ended by itself"));
  }

  @Test
  void anOptionThatIsSetAgainReplacesTheEarlierValue() {
    StackLauncher launcher = launcher("ready").option("parent-pid", "1").option("tenants", "10");
    try (StackProcess _ = launcher.option("tenants", "20").start(progress::add)) {
      assertThat(progress.getFirst())
          .contains("--parent-pid 1", "--tenants 20")
          .doesNotContain("10");
    }
  }

  @Test
  void aHeapLargerThanTheBuildsIsHad() {
    try (StackProcess _ = launcher("ready").heapOfAtLeast(2_500L << 20).start(progress::add)) {
      assertThat(progress.getFirst()).containsPattern("heap 2[3-5]\\d\\d MB");
    }
    progress.clear();
    try (StackProcess _ = launcher("ready").heapOfAtLeast(1L << 30).start(progress::add)) {
      assertThat(progress.getFirst()).containsPattern("heap [56]\\d MB");
    }
  }

  @Test
  void stopsWhenTold() throws Exception {
    try (StackProcess stack = launcher("ready").start(progress::add)) {
      stack.tell("stop");
      assertThat(stack.awaitExit(Duration.ofMinutes(1))).isZero();
    }
  }

  @Test
  void saysWhyItFailed() {
    assertThatThrownBy(() -> launcher("failed").start(progress::add))
        .isInstanceOf(StackStartException.class)
        .hasMessage("port 7000 is taken; free it");
  }

  @Test
  void saysSoWhenItEndsBeforeItIsReady() {
    assertThatThrownBy(() -> launcher("gone").start(progress::add))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("ended before it was ready");
  }

  @Test
  void saysSoWhenItEndsByItself() throws Exception {
    try (StackProcess stack = launcher("ready").start(progress::add)) {
      stack.kill();
      stack.awaitExit(Duration.ofMinutes(1));
    }
    assertThat(progress).last().asString().contains("ended by itself");
  }

  @Test
  void namesTheFileThatABuildWouldHaveLeft() {
    assertThatThrownBy(() -> StackLauncher.built(empty))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("embedded-stack.args is missing; build it with: mvn test-compile");
  }

  private static StackLauncher launcher(String what) {
    return StackLauncher.java(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            FakeStack.class.getName(),
            what));
  }
}
