package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The jar that {@code -Penterprise} makes, with what it leaves to whoever starts it: Gatling and
 * what that needs. Nothing of the project is beside it.
 */
@Execution(ExecutionMode.CONCURRENT)
class EnterpriseJarTest {
  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void find() throws IOException {
    Path built = Project.ROOT.resolve("simulations/target");
    try (Stream<Path> files = Files.list(built)) {
      Optional<Path> found =
          files.filter(file -> file.toString().endsWith("-shaded.jar")).findFirst();
      if (Boolean.getBoolean("enterprise.required")) {
        assertThat(found).as("a jar in %s, by -Penterprise", built).isPresent();
      }
      assumeThat(found).isPresent();
      jar = found.orElseThrow();
    }
  }

  /**
   * {@return the jar, and all of the class path that it does not hold, without tests' libraries}
   */
  private String classPath() throws IOException {
    List<String> all = new ArrayList<>(List.of(jar.toString()));
    try (JarFile ours = new JarFile(jar.toFile())) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        if (entry.endsWith(".jar") && !isOfTests(entry) && !holds(ours, entry)) {
          all.add(entry);
        }
      }
    }
    return String.join(File.pathSeparator, all);
  }

  private static boolean isOfTests(String entry) {
    return Stream.of("/org/junit/", "/org/assertj/", "/net/bytebuddy/").anyMatch(entry::contains);
  }

  private static boolean holds(JarFile ours, String entry) throws IOException {
    try (JarFile other = new JarFile(entry)) {
      return other.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .findFirst()
          .map(name -> ours.getEntry(name) != null)
          .orElse(true);
    }
  }

  private int run(Path output, String... properties) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dio.netty.eventLoopThreads=1",
            "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
            "-Dhybridperf.run.folder=" + folder.resolve("run"),
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    Stream.of(properties).map(property -> "-D" + property).forEach(command::add);
    command.addAll(List.of("-cp", classPath(), "io.gatling.app.Gatling"));
    command.addAll(List.of("-s", "simulations.Smoke", "-rf", folder.resolve("gatling").toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(folder.resolve("empty")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itHoldsNoneOfTheTestsLibraries() throws IOException {
    try (JarFile ours = new JarFile(jar.toFile())) {
      assertThat(ours.stream().map(JarEntry::getName))
          .contains("simulations/Smoke.class", "hybrid-perf/config/hybrid-perf.conf")
          .noneMatch(name -> name.matches("(org/(junit|assertj|opentest4j)|net/bytebuddy)/.*"));
    }
  }

  @Test
  void aRunByTheTargetsThatItHolds() throws Exception {
    Path output = folder.resolve("output.txt");
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers())) {
      int status =
          run(
              output,
              "target=" + coordinator.target(),
              "qps=50",
              "warmup=1s",
              "warmup-limit=1s",
              "duration=4s",
              "k=5");

      // A machine with other work makes the run INVALID, which is no matter of the jar.
      assertThat(status).as(Files.readString(output)).isIn(0, Project.ASSERTIONS_FAILED);
    }
    RunVerdict verdict =
        new RunVerdict(
            new ObjectMapper().readTree(folder.resolve("run/verdict.json").toFile()),
            Files.readString(output));
    assertThat(List.of("error rate", "recall@k", "wrong answers", "graph-only queries"))
        .allSatisfy(slo -> assertThat(verdict.tier(slo)).isNotIn("FAIL", "NOT MEASURED"));
    assertThat(verdict.output()).doesNotContain("\tat ");
  }

  @Test
  void aMistakeIsALineWithWhatItHolds() throws Exception {
    Path output = folder.resolve("output.txt");

    assertThat(run(output, "env=stagin")).isEqualTo(Project.MISTAKE);

    assertThat(output)
        .content()
        .contains("hybrid-perf: -Denv=stagin: ", "did you mean 'staging'?")
        .doesNotContain("\tat ");
  }
}
