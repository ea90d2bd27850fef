package io.hybridperf.embedded.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.SharedStack.FirstRun;
import io.hybridperf.embedded.stack.TestFolders;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** What is loaded, and what becomes of writes, is as the command line says. */
@Tag("slow")
@WithStack
class DataOptionsTest {
  private static final Pattern NEW_EMBEDDINGS =
      Pattern.compile("embeddings of 384 dimensions, (\\d+) of them new");

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

  @Test
  void moreFilmsAreAddedAlsoAfterAKillAndFewerLoadedAnew(FirstRun loaded) throws Exception {
    Path dataDir = copyOf(loaded, "films");
    RunningStack killed = RunningStack.launch(dataDir, "--films", "12000");
    Eventually.get(
        Duration.ofMinutes(4),
        killed::lines,
        lines -> lines.stream().anyMatch(line -> line.contains("12000 films, 2258 of them new")));
    killed.kill();
    killed.awaitExit();
    assertThat(killed.lines())
        .anyMatch(line ->
            line.contains(
                "loading what is missing of MovieLens ml-latest-small and 2258 synthetic films"));
    assertThat(dataDir.resolve("loaded")).doesNotExist();

    try (RunningStack stack = RunningStack.start(dataDir, "--films", "12000")) {
      assertThat(stack.lines())
          .anyMatch(line -> line.contains("loading what is missing of"))
          .anyMatch(line -> line.contains("12000 films, 0 of them new"))
          .anyMatch(line -> line.contains("12000 embeddings of 384 dimensions"));
      // Those of the synthetic films that were not yet there, and none of the real ones.
      assertThat(newEmbeddings(stack)).isBetween(0, 2258);
      assertHolds(stack.ready(), MovieLens.load().grownTo(12_000));
    }
    try (RunningStack stack = RunningStack.start(dataDir, "--films", "12000")) {
      assertThat(stack.lines()).anyMatch(line -> line.contains("synthetic films, loaded earlier"));
    }
    try (RunningStack stack = RunningStack.start(dataDir)) {
      assertThat(stack.lines())
          .anyMatch(line -> line.contains("has 12000 films, --films is 9742: all is loaded anew"));
      assertHolds(stack.ready(), MovieLens.load());
    }
  }

  private static int newEmbeddings(RunningStack stack) {
    return stack.lines().stream()
        .map(NEW_EMBEDDINGS::matcher)
        .filter(Matcher::find)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** Every film and every edge once, and the last film is found by its vector in both stores. */
  private static void assertHolds(JsonNode ready, Dataset dataset) {
    assertThat(ready.at("/dataset/items").asInt()).isEqualTo(dataset.films().size());
    assertThat(ready.at("/dataset/id").asText()).isEqualTo(dataset.id());
    try (Driver driver =
        GraphDatabase.driver(ready.at("/stores/neo4j").asText(), AuthTokens.none())) {
      assertThat(count(driver, "MATCH (n:MediaContent) RETURN count(n)"))
          .isEqualTo(dataset.films().size());
      assertThat(count(driver, "MATCH ()-[r:SIMILAR_TO|RELATED_TO|SEQUEL_OF]->() RETURN count(r)"))
          .isEqualTo(dataset.edges().size());
      assertThat(count(driver, "MATCH (n:UserPolicy) RETURN count(n)"))
          .isEqualTo(dataset.policies().size());
    }
    Film last = dataset.films().getLast();
    SearchRequest.Builder request = SearchRequest.newBuilder().setK(1);
    for (float value : last.embedding()) {
      request.addEmbedding(value);
    }
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(ready.get("coordinator").asText()).usePlaintext().build();
    try {
      for (StorageMode storage :
          List.of(StorageMode.STORAGE_HYBRID, StorageMode.STORAGE_NEO4J_ONLY)) {
        assertThat(
                HybridCoordinatorGrpc.newBlockingStub(channel)
                    .search(request.setStorage(storage).build())
                    .getHits(0)
                    .getContentId())
            .isEqualTo(last.id());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static long count(Driver driver, String cypher) {
    return driver.executableQuery(cypher).execute().records().getFirst().get(0).asLong();
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
