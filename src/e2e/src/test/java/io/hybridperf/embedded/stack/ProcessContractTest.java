package io.hybridperf.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.engine.Postmaster;
import io.hybridperf.embedded.stack.SharedStack.FirstRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stack as its parent process sees it. */
@Tag("slow")
@WithStack
class ProcessContractTest {
  private static final long GONE_WITHIN_SECONDS = 60;

  @Test
  void theFirstRunLoadsTheDataAndEndsWithItsInput(FirstRun run) {
    assertThat(run.exitStatus()).isZero();
    assertThat(run.lines()).anyMatch(line -> line.contains("loading MovieLens"));
    assertThat(run.lines()).filteredOn(line -> line.startsWith("READY ")).hasSize(1);
    assertThat(run.lines().getLast()).isEqualTo("STOPPED");
  }

  @Test
  void aLaterRunReusesTheData(RunningStack stack) {
    assertThat(stack.lines()).anyMatch(line -> line.contains("loaded earlier"));
    assertThat(stack.lines()).noneMatch(line -> line.contains("loading MovieLens"));
  }

  @Test
  void theReadyLineNamesEverythingThatAnswers(RunningStack stack) throws Exception {
    JsonNode ready = stack.ready();

    assertThat(ready.get("pid").asLong()).isEqualTo(stack.handle().pid());
    assertThat(ready.at("/engines/vector").asText())
        .isEqualTo("embedded vector server (Lucene HNSW 10.5.1), Milvus protocol");
    assertThat(ready.at("/engines/graph").asText()).matches("Neo4j \\d{4}\\.\\d+\\.\\d+");
    assertThat(ready.at("/engines/policy").asText()).matches("PostgreSQL \\d+\\.\\d+");
    assertThat(ready.at("/dataset/name").asText()).isEqualTo("MovieLens ml-latest-small");
    assertThat(ready.at("/dataset/items").asInt()).isEqualTo(9742);
    assertThat(ready.at("/dataset/dimension").asInt()).isEqualTo(384);
    assertThat(ready.at("/dataset/id").asText()).matches("[0-9a-f]{16}");
    assertThat(ready.at("/stores/postgresql").asText()).startsWith("jdbc:postgresql://127.0.0.1:");
    assertThat(ready.get("metrics").asText()).endsWith("/metrics");
    assertThat(
            List.of(
                ready.get("coordinator").asText(),
                ready.get("metrics").asText().replaceAll("http://|/metrics", ""),
                ready.at("/stores/milvus").asText(),
                ready.at("/stores/neo4j").asText().replace("bolt://", "")))
        .allSatisfy(ProcessContractTest::assertListensOnLoopback);
  }

  @Test
  void aKilledStackTakesPostgresqlAlongAndItsDataCanBeUsedAgain(FirstRun run) throws Exception {
    Path dataDir = TestFolders.empty("killed");
    RunningStack.copyData(run.dataDir(), dataDir);
    RunningStack killed = RunningStack.start(dataDir);
    ProcessHandle postmaster = killed.postmaster();

    killed.kill();
    killed.awaitExit();

    postmaster.onExit().get(GONE_WITHIN_SECONDS, TimeUnit.SECONDS);
    assertThat(postmaster.isAlive()).isFalse();

    Process parent = new ProcessBuilder("sh", "-c", "read -r line").start();
    RunningStack next = RunningStack.start(dataDir, "--parent-pid", Long.toString(parent.pid()));
    assertThat(next.lines()).anyMatch(line -> line.contains("loaded earlier"));

    parent.destroy();
    assertThat(next.awaitExit()).isZero();
    assertThat(next.lines()).endsWith("STOPPED");
    assertThat(next.lines()).anyMatch(line -> line.contains("parent process"));
  }

  @Test
  void aSignalInTheMiddleOfStartingLeavesNothingBehind() throws Exception {
    Path dataDir = TestFolders.empty("interrupted");
    RunningStack stack = RunningStack.launch(dataDir);
    stack.awaitOutput();

    stack.handle().destroy();

    assertThat(stack.awaitExit()).isZero();
    assertThat(stack.lines()).endsWith("STOPPED");
    assertThat(stack.lines()).noneMatch(line -> line.startsWith("FAILED"));
    assertThat(Postmaster.pid(EmbeddedPostgresql.clusterIn(dataDir.resolve("postgresql"))))
        .isEmpty();
    assertThat(dataDir.resolve("loaded")).doesNotExist();
  }

  @Test
  void aFolderInUseIsRefusedNamingItsOwner(RunningStack stack) throws Exception {
    Path dataDir = Path.of("target", "stacks", "shared").toAbsolutePath();
    RunningStack second = RunningStack.launch(dataDir);

    assertThat(second.outcome())
        .isEqualTo(
            "FAILED data folder %s is in use by another embedded stack, process %d; stop that one"
                + " or give another --data-dir",
            dataDir, stack.handle().pid());
    assertThat(second.awaitExit()).isOne();
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedInOneLine() throws Exception {
    Path file = TestFolders.empty("a-file");
    Files.writeString(file, "not a folder");
    RunningStack stack = RunningStack.launch(file.resolve("data"));

    assertThat(stack.outcome()).startsWith("FAILED data folder " + file).contains("--data-dir");
    assertThat(stack.awaitExit()).isOne();
    assertThat(stack.lines()).hasSize(1);
  }

  private static void assertListensOnLoopback(String address) {
    assertThat(address).startsWith("127.0.0.1:");
    int port = Integer.parseInt(address.substring("127.0.0.1:".length()));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      assertThat(socket.isConnected()).isTrue();
    } catch (IOException e) {
      throw new AssertionError(address, e);
    }
  }
}
