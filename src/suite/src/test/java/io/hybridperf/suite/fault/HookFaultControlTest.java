package io.hybridperf.suite.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.suite.support.ConsoleLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookFaultControlTest {
  private static final Fault STOP = new Fault("neo4j", Fault.Kind.STOP);
  private static final Fault SLOW = new Fault("neo4j", Fault.Kind.SLOW);

  @TempDir Path folder;

  private HookFaultControl hooks(String text) {
    return HookFaultControl.of(
        ConfigFactory.parseString("timeout = 20s\n" + text), Duration.ofMillis(500), folder);
  }

  @Test
  void aTextIsRunAsWordsAndAListAsItIs() throws IOException {
    HookFaultControl hooks =
        hooks(
            """
            neo4j {
              stop = "touch  stopped"
              slow = ["sh", "-c", "echo $SLOW_MILLIS > slowed"]
              restore = "rm -f stopped slowed"
            }
            """);

    hooks.apply(STOP);
    hooks.apply(SLOW);
    assertThat(folder.resolve("stopped")).exists();
    assertThat(folder.resolve("slowed")).hasContent("500");

    hooks.restore("neo4j");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExitStatusOtherThanZeroIsTold() {
    HookFaultControl hooks =
        hooks("neo4j { stop = [\"sh\", \"-c\", \"echo secret; exit 3\"], restore = \"true\" }");

    assertThatThrownBy(() -> hooks.apply(STOP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hooks.neo4j.stop exited with 3")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aCommandThatDoesNotEndIsEnded() {
    HookFaultControl hooks =
        HookFaultControl.of(
            ConfigFactory.parseString(
                "timeout = 300ms, neo4j { stop = \"sleep 600\", restore = \"true\" }"),
            Duration.ofMillis(500),
            folder);

    assertThatThrownBy(() -> hooks.apply(STOP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hooks.neo4j.stop did not end within");
    assertThat(ProcessHandle.current().descendants())
        .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 600"));
  }

  @Test
  void aMissingHookAndAMissingProgramAreTold() {
    HookFaultControl hooks = hooks("neo4j { stop = \"no-such-program\", restore = \"true\" }");

    assertThatThrownBy(() -> hooks.apply(SLOW)).hasMessageContaining("set hooks.neo4j.slow");
    assertThatThrownBy(() -> hooks.apply(STOP)).hasMessageContaining("no-such-program");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "neo4j { stop = \"true\" } # hooks.neo4j.restore is missing",
        "neo { restore = \"true\" } # hooks.neo: there is no such store; expected milvus, neo4j",
        "neo4j { halt = \"true\" } # hooks.neo4j.halt: there is no such hook; expected stop",
        "neo4j { restore = \"a | b\" } # no shell reads it; give a list",
        "neo4j { restore = \"\" } # hooks.neo4j.restore is empty",
        "neo4j { restore = [] } # hooks.neo4j.restore is empty"
      })
  void aSettingWithoutSenseIsNamed(String text, String complaint) {
    assertThatThrownBy(() -> hooks(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void whatIsBrokenIsRestoredHoweverTheOthersFare() {
    List<String> restored = new ArrayList<>();
    FaultControl stubborn =
        new FaultControl() {
          @Override
          public void apply(Fault fault) throws IOException {
            if (fault.kind() == Fault.Kind.CUT) {
              throw new IOException("half done");
            }
          }

          @Override
          public void restore(String store) throws IOException {
            if (store.equals("neo4j")) {
              throw new IOException("gone");
            }
            restored.add(store);
          }
        };
    Faults faults = new Faults(stubborn);
    Fault half = new Fault("milvus", Fault.Kind.CUT);
    Fault whole = new Fault("postgresql", Fault.Kind.STOP);
    faults.apply(STOP);
    assertThatThrownBy(() -> faults.apply(half)).hasMessage("half done");
    faults.apply(whole);
    faults.restore(whole);

    try (ConsoleLines console = new ConsoleLines()) {
      faults.restoreAll();

      assertThat(console.said())
          .containsExactlyInAnyOrder("restored milvus", "COULD NOT RESTORE neo4j: gone");
    }
    assertThat(restored).containsExactly("postgresql", "milvus");
    assertThat(faults.problem(half)).contains("half done");
    assertThat(faults.problem(whole)).isEmpty();
  }
}
