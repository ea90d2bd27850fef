package io.hybridperf.embedded.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.SharedStack.FirstRun;
import io.hybridperf.embedded.stack.TestFolders;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is loaded, and what becomes of writes, is as the command line says. */
@Tag("slow")
@WithStack
class DataOptionsTest {

  @Test
  void discardedWritesLeaveTheStoresFilesAsTheyWere(FirstRun loaded) throws Exception {
    Path dataDir = copyOf(loaded, "discard");
    Map<String, String> before = storeFiles(dataDir);
    try (RunningStack stack = RunningStack.start(dataDir, "--writes", "discard")) {
      write(stack.ready());
      assertThat(dataDir.resolve("copy")).isDirectory();
      stack.endInput();
      assertThat(stack.awaitExit()).isZero();
    }

    assertThat(storeFiles(dataDir)).isEqualTo(before);
    assertThat(dataDir.resolve("copy")).doesNotExist();
  }

  @Test
  void otherTenantsAndRulesAreLoadedInPlaceOfWhatIsThere(FirstRun loaded) throws Exception {
    Path dataDir = copyOf(loaded, "tenants");
    try (RunningStack stack = RunningStack.start(dataDir, "--tenants", "100", "--rules", "5");
        Connection connection =
            DriverManager.getConnection(stack.ready().at("/stores/postgresql").asText());
        Statement statement = connection.createStatement()) {
      assertThat(stack.lines())
          .anyMatch(line -> line.contains("for 100 tenants, policies of at most 5 rules"));
      ResultSet row =
          statement.executeQuery("SELECT count(*), count(DISTINCT tenant_id) FROM user_policies");
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(1000);
      assertThat(row.getInt(2)).isEqualTo(100);
    }
  }

  private static void write(JsonNode ready) {
    Film film = MovieLens.load().films().getFirst();
    Content.Builder content = Content.newBuilder().setContentId(8_000_000_000L).setTitle("new");
    for (float value : film.embedding()) {
      content.addEmbedding(value);
    }
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(ready.get("coordinator").asText()).usePlaintext().build();
    try {
      assertThat(
              HybridCoordinatorGrpc.newBlockingStub(channel)
                  .ingest(IngestRequest.newBuilder().addItems(content).build())
                  .getContentIdsCount())
          .isEqualTo(1);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Path copyOf(FirstRun loaded, String name) throws IOException {
    Path dataDir = TestFolders.empty(name);
    RunningStack.copyData(loaded.dataDir(), dataDir);
    return dataDir;
  }

  /** Every file of the stores with its size and time. */
  private static Map<String, String> storeFiles(Path dataDir) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String store : new String[] {"neo4j", "postgresql/cluster", "vectors"}) {
      try (Stream<Path> paths = Files.walk(dataDir.resolve(store))) {
        for (Path file : paths.filter(Files::isRegularFile).toList()) {
          files.put(
              dataDir.relativize(file).toString(),
              Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }
}
