package io.hybridperf.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.embedded.start.StackException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackOptionsTest {

  @Test
  void onlyTheFolderIsNeeded() throws StackException {
    assertThat(StackOptions.parse("--data-dir", "x"))
        .isEqualTo(
            new StackOptions(
                Path.of("x").toAbsolutePath(),
                0,
                OptionalLong.empty(),
                false,
                10,
                10,
                9_742,
                Optional.empty(),
                false,
                true));
  }

  @Test
  void portAndParentAreRead() throws StackException {
    StackOptions options =
        StackOptions.parse("--parent-pid", "77", "--metrics-port", "9090", "--data-dir", "x");

    assertThat(options.metricsPort()).isEqualTo(9090);
    assertThat(options.parentPid()).hasValue(77);
  }

  @Test
  void faultsAreForThoseWhoAskForThem() throws StackException {
    assertThat(StackOptions.parse("--data-dir", "x", "--faults", "on").faults()).isTrue();
    assertThat(StackOptions.parse("--data-dir", "x", "--faults", "off").faults()).isFalse();
  }

  @Test
  void dataAndWhatBecomesOfWritesAreRead() throws StackException {
    StackOptions options =
        StackOptions.parse(
            "--data-dir",
            "x",
            "--tenants",
            "1000",
            "--rules",
            "20",
            "--films",
            "100000",
            "--writes",
            "discard",
            "--baseline",
            "off");

    assertThat(options.tenants()).isEqualTo(1000);
    assertThat(options.rules()).isEqualTo(20);
    assertThat(options.films()).isEqualTo(100_000);
    assertThat(options.discardWrites()).isTrue();
    assertThat(options.baseline()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "--metrics-port 1 | Missing required option: '--data-dir=DIR'",
        "--data-dir | Missing required parameter for option '--data-dir' (DIR)",
        "--data-dir x --metrics-port 65536 | --metrics-port is 65536; expected a whole number, 0..65535",
        "--data-dir x --metrics-port any | Invalid value for option '--metrics-port': 'any' is not an int",
        "--data-dir x --parent-pid 0 | --parent-pid is 0; expected a whole number, 1..",
        "--data-dir x --faults yes | Invalid value for option '--faults': expected one of [on, off]",
        "--data-dir x --tenants 1001 | --tenants is 1001; expected a whole number, 1..1000",
        "--data-dir x --rules 0 | --rules is 0",
        "--data-dir x --films 9741 | --films is 9741; expected a whole number, 9742..1000000",
        "--data-dir x --films 1000001 | --films is 1000001; expected a whole number, 9742..1000000",
        "--data-dir x --writes no | Invalid value for option '--writes': expected one of [keep, discard]",
        "--data-dir x --port 1 | Unknown options: '--port', '1'",
        "--data-dir x --tenant 1 | did you mean --tenants?"
      })
  void anythingElseIsNamed(String commandLine, String complaint) {
    assertThatThrownBy(() -> StackOptions.parse(commandLine.split(" ")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(StackOptions.help("--help"))
        .hasValueSatisfying(text ->
            assertThat(text)
                .contains(
                    "--data-dir",
                    "--metrics-port",
                    "--parent-pid",
                    "--faults",
                    "--tenants",
                    "--rules",
                    "--films",
                    "--milvus",
                    "--writes",
                    "--baseline"));
    assertThat(StackOptions.help("--data-dir", "x")).isEmpty();
  }
}
