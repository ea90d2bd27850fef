package io.hybridperf.jmh.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a process of its own: its exit status, and what it does with little heap. */
@Tag("slow")
class MainTest {
  @TempDir private Path folder;

  private record Ended(int status, String output) {}

  private Ended java(String heap, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dbench.cache=" + folder,
                "-Dbench.results=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "io.hybridperf.jmh.run.Main"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Ended(process.waitFor(), Files.readString(output));
  }

  private String result(String name, double... scores) {
    ObjectNode document = Json.mapper().createObjectNode().put("kind", "hybrid-perf-jmh");
    ObjectNode result = document.putArray("results").addObject();
    result.put("benchmark", "a.B.search").put("mode", "thrpt").put("threads", 1);
    var fork = result.putObject("primaryMetric").putArray("rawData").addArray();
    for (double score : scores) {
      fork.add(score);
    }
    Json.write(folder.resolve(name), document);
    return folder.resolve(name).toString();
  }

  @Test
  void theExitStatusOfCompareTellsARegression() throws Exception {
    String before = result("before.json", 100, 101, 99, 100, 102);
    String slower = result("slower.json", 70, 71, 69, 70, 72);
    assertThat(java("256m", "save", "before", before).status()).isZero();

    Ended worse = java("256m", "compare", "before", slower);
    assertThat(worse.output()).contains("| B.search  threads=1 | throughput | 0.701 [");
    assertThat(worse.output()).contains("**worse**");
    assertThat(worse.status()).isEqualTo(1);
    assertThat(java("256m", "compare", slower, "before").status()).isZero();

    Ended mistake = java("256m", "compare", "before", "nothing");
    assertThat(mistake.status()).isEqualTo(2);
    assertThat(mistake.output()).contains("ERROR: nothing is neither a baseline");
  }

  @Test
  void everyCommandExplainsItselfAndAMistakeIsOneLine() throws Exception {
    Ended help = java("256m", "--help");
    assertThat(help.status()).isZero();
    for (String command :
        new String[] {
          "backends",
          "bench",
          "check",
          "compare",
          "export",
          "floor",
          "gpu-exporter",
          "save",
          "sweep"
        }) {
      assertThat(help.output()).containsPattern("(?m)^ +(list, )?" + command + "\\b");
    }
    assertThat(help.output()).contains("Examples", "-l lists");
    assertThat(java("256m", "sweep", "--help").output())
        .contains("--backends", "cpu-exact, lucene-hnsw, jvector", "clustered:100000x128");

    Ended unknown = java("256m", "sweep", "--engines=x");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(mistake(unknown))
        .containsExactly("ERROR: Unknown option: '--engines=x'; see sweep --help");
    assertThat(java("256m", "sweep", "--k=0").output())
        .contains("ERROR: Invalid value for option '--k'", "'0' is not a whole number above 0");
    assertThat(mistake(java("256m", "compare", "a", "b", "--tolerance=2")))
        .containsExactly("ERROR: --tolerance=2.0: expected a fraction, e.g. 0.05");
  }

  /** What is said, the JVM's own warning of an incubating module left out. */
  private static List<String> mistake(Ended ended) {
    return ended.output().lines().filter(line -> !line.startsWith("WARNING: Using incub")).toList();
  }

  @Test
  void withoutACommandItIsJmhsOwnCommandLine() throws Exception {
    Ended listed = java("256m", "-l");
    assertThat(listed.status()).isZero();
    assertThat(listed.output()).contains("io.hybridperf.jmh.bench.QueryComplexity.search");
  }

  @Test
  void everyBackendIsListedWithItsVersionOrTheReasonWhyNot() throws Exception {
    Ended listed = java("256m", "backends");
    assertThat(listed.status()).isZero();
    for (String name :
        new String[] {
          "cpu-exact",
          "lucene-hnsw",
          "jvector",
          "cuvs-brute-force",
          "cuvs-ivf-flat",
          "cuvs-ivf-pq",
          "cuvs-cagra",
          "milvus"
        }) {
      assertThat(listed.output()).containsPattern("(?m)^" + name + " +\\S.+");
    }
    assertThat(listed.output()).contains("milvus             unavailable: no server is named");
  }

  @Test
  void aSetLargerThanTheHeapIsSearchedFromItsFile() throws Exception {
    // 64 MB of rows in a heap of 48 MB.
    Ended checked = java("48m", "check", "--backends=cpu-exact", "--data=clustered:250000x64");
    assertThat(checked.output()).contains("cpu-exact", "ok").doesNotContain("WRONG");
    assertThat(checked.status()).isZero();
  }

  @Test
  void anEngineThatNeedsMoreHeapThanThereIsSaysSoAndDoesNotDie() throws Exception {
    for (String engine : new String[] {"lucene-hnsw", "jvector"}) {
      Ended refused = java("48m", "check", "--backends=" + engine, "--data=clustered:250000x64");
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.output())
          .contains("ERROR: " + engine, "MB of heap", "raise -Xmx")
          .doesNotContain("OutOfMemoryError");
    }
  }
}
