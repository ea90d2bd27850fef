package io.hybridperf.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * A shell in which {@code mvn} is a stand-in: it writes down its arguments, leaves what the real
 * one leaves (a run's folder, reports of tests), and ends with the status that is asked for. All
 * else in a script is real.
 */
public final class Maven {

  /** What a process that is killed by whoever aborts a build ends with. */
  public static final int ABORTED = 143;

  /** How a script ended. */
  public record Outcome(int status, String output) {}

  private static final String STAND_IN =
      """
      #!/bin/sh
      all=$(printf '%s\\t' "$@")
      printf '%s\\n' "$all" >>"$MVN_HOME/calls"
      status=0
      while read -r answer pattern; do
        if printf '%s' "$all" | grep -qE -e "$pattern"; then status=$answer; break; fi
      done <"$MVN_HOME/answers"
      [ -f pom.xml ] || { echo "no pom.xml here" >&2; exit 1; }
      case $all in
        *verify*) mkdir -p some/target/surefire-reports && echo '<testsuite/>' >some/target/surefire-reports/TEST-a.xml ;;
      esac
      [ "$status" = 137 ] && exit 137
      for argument; do
        case $argument in
          -Drun.folder=*) mkdir -p "${argument#*=}/burst-1/js" && run=${argument#*=} ;;
          -Dreport=merge*--run-folder*) run=${argument##*--run-folder } && mkdir -p "$run/burst-1/js" ;;
        esac
      done
      if [ -n "${run:-}" ]; then
        cp "$MVN_HOME/performance-report.md" "$MVN_HOME/junit.xml" "$MVN_HOME/verdict.json" "$run"
        echo '{}' >"$run/burst-1/js/global_stats.json"
      fi
      exit "$status"
      """;

  private final Path home;

  /**
   * Prepares one.
   *
   * @param home a folder of its own
   * @param verdict the word that a run's report begins with
   * @param answers lines of a status, a blank, and an extended regular expression on all arguments;
   *     what which a tab follows; what none of them is about ends well
   */
  public Maven(Path home, String verdict, List<String> answers) throws IOException {
    this.home = Files.createDirectories(home);
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path program = bin.resolve("mvn");
    Files.writeString(program, STAND_IN);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.write(home.resolve("answers"), answers);
    Files.writeString(home.resolve("calls"), "");
    Files.writeString(
        home.resolve("performance-report.md"),
        "## %s: `Burst` on `embedded`\n\nmore\n".formatted(verdict));
    Files.writeString(
        home.resolve("verdict.json"), "{\n  \"verdict\" : \"%s\",\n".formatted(verdict));
    Files.writeString(
        home.resolve("junit.xml"),
        verdict.equals("PASS")
            ? "<testsuite/>"
            : "<testsuite><testcase><failure/></testcase></testsuite>");
  }

  /** Has another program only write down what it is called with. */
  void standIn(String name) throws IOException {
    Path program = home.resolve("bin").resolve(name);
    Files.writeString(
        program, "#!/bin/sh\n{ printf '%s\\t' \"$@\"; echo; } >>\"$MVN_HOME/calls-${0##*/}\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** {@return the arguments of each call, in order} */
  public List<List<String>> calls() throws IOException {
    return read("calls");
  }

  /** {@return those of another program} */
  List<List<String>> callsOf(String name) throws IOException {
    return read("calls-" + name);
  }

  private List<List<String>> read(String file) throws IOException {
    return Files.readAllLines(home.resolve(file)).stream()
        .map(line -> List.of(line.strip().split("\t", -1)))
        .toList();
  }

  /** Runs a script as Jenkins does: it ends with the first command that fails. */
  public Outcome shell(String script, Path workspace, Map<String, String> env, boolean keepOutput) {
    try {
      Path file = Files.writeString(home.resolve("script.sh"), script);
      Path output = home.resolve("output");
      ProcessBuilder process =
          new ProcessBuilder("sh", "-e", file.toString())
              .directory(workspace.toFile())
              .redirectError(home.resolve("errors").toFile())
              .redirectOutput(output.toFile());
      process.environment().clear();
      process.environment().putAll(env);
      process.environment().put("WORKSPACE", workspace.toString());
      process.environment().put("MVN_HOME", home.toString());
      process.environment().put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
      int status = process.start().waitFor();
      return new Outcome(status, keepOutput ? Files.readString(output) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
