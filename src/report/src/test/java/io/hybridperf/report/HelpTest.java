package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.report.cli.ExitStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command says what it does, with lines to copy. */
class HelpTest {
  static Set<String> commands() {
    return Main.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void hasExamplesThatTheCommandTakes(String command) {
    CommandLineOf help = CommandLineOf.report(command, "--help");

    assertThat(help.status()).isZero();
    List<String> lines = help.out().lines().toList();
    assertThat(lines).contains("Examples:", "Exit status:");
    List<String> examples =
        lines.subList(lines.indexOf("Examples:") + 1, lines.size()).stream()
            .takeWhile(line -> !line.isBlank())
            .toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(example).startsWith("  " + command);
      // What it asks for need not be there.
      String[] words = example.strip().replaceAll(" [|].*", "").split(" ", -1);
      var _ = Main.commandLine().parseArgs(words);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesTheCommandToWhoeverMistypedIt(String command) {
    CommandLineOf said = CommandLineOf.report(command + "x");

    assertThat(said.status()).isEqualTo(ExitStatus.MISTAKE);
    assertThat(said.err()).startsWith("report: ").hasLineCount(1).contains("--help");
  }
}
