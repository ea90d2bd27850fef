package io.hybridperf.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.embedded.data.DataDirectory;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.loader.LoadData;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** The command that loads a deployment's stores, on empty ones. */
@Tag("slow")
class LoadDataTest {
  @TempDir private Path folder;

  private record Outcome(int status, String out, String err) {}

  private static Outcome load(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        LoadData.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String config(ReadyMessage.Addresses at) throws IOException {
    return Files.writeString(
            folder.resolve("coordinator.conf"),
            """
            coordinator {
              milvus { uri = "http://%s", search-params { ef = 128 } }
              neo4j.uri = "%s"
              postgresql.url = "%s"
            }
            """
                .formatted(at.milvus(), at.neo4j(), at.postgresql()))
        .toString();
  }

  @Test
  void emptyStoresAreFilledWhatIsMissingIsAddedAndWhatIsNotOursIsNamed() throws Exception {
    Progress quiet = Progress.sinceLaunch(new PrintStream(new ByteArrayOutputStream()));
    try (DataDirectory data = DataDirectory.open(TestFolders.empty("loaded"));
        EmbeddedStores stores =
            EmbeddedStores.start(data, Optional.empty(), MovieLens.FILMS, quiet)) {
      ReadyMessage.Addresses at = stores.addresses();
      String config = config(at);

      Outcome first = load(config);
      assertThat(first.status()).as(first.err()).isZero();
      int films = MovieLens.load().films().size();
      assertThat(first.out())
          .contains(
              "Milvus: %s embeddings of 384 dimensions, %s of them new".formatted(films, films))
          .contains("Neo4j: %s films, %s of them new".formatted(films, films))
          .contains("recall@10")
          .endsWith("all is there\n");

      takeAway(at);
      Outcome torn = load("--check", config);
      assertThat(torn.status()).isEqualTo(LoadData.FAILED);
      assertThat(torn.err())
          .startsWith("Milvus has %s embeddings, the data set has %s".formatted(films - 40, films))
          .hasLineCount(1);

      Outcome again = load(config);
      assertThat(again.status()).as(again.err()).isZero();
      assertThat(again.out())
          .contains("Milvus: %s embeddings of 384 dimensions, 40 of them new".formatted(films))
          .contains("Neo4j: %s films, 40 of them new".formatted(films));

      swapVectors(at);
      Outcome swapped = load("--check", config);
      assertThat(swapped.status()).isEqualTo(LoadData.FAILED);
      assertThat(swapped.err())
          .contains("is not the shipped one: another data set is in the collection")
          .hasLineCount(1);

      try (Connection connection = DriverManager.getConnection(at.postgresql());
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO user_policies (tenant_id, user_id) VALUES ('other', 'one')");
      }
      Outcome foreign = load("--check", config);
      assertThat(foreign.status()).isEqualTo(LoadData.FAILED);
      assertThat(foreign.err()).startsWith("PostgreSQL has ").hasLineCount(1);
    }
  }

  /** As if the first load had been cut off. */
  private static void takeAway(ReadyMessage.Addresses at) {
    List<Object> ids =
        Stream.concat(
                MovieLens.load().films().stream().limit(20),
                MovieLens.load().films().stream().skip(5_000).limit(20))
            .map(Film::id)
            .map(Object.class::cast)
            .toList();
    MilvusClientV2 milvus =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + at.milvus()).build());
    milvus.delete(DeleteReq.builder().collectionName(MilvusSchema.COLLECTION).ids(ids).build());
    milvus.close();
    try (Driver driver = GraphDatabase.driver(at.neo4j(), AuthTokens.none())) {
      driver
          .executableQuery("MATCH (n:MediaContent) WHERE n.id IN $ids DETACH DELETE n")
          .withParameters(Map.of("ids", ids))
          .execute();
    }
  }

  /** The nearest film to a query gets the vector of the next. */
  private static void swapVectors(ReadyMessage.Addresses at) {
    Query query = QuerySet.load().queries().getFirst();
    JsonArray vector = new JsonArray();
    for (float value : MovieLens.load().film(query.trueIds()[9]).orElseThrow().embedding()) {
      vector.add(value);
    }
    JsonObject row = new JsonObject();
    row.addProperty(MilvusSchema.CONTENT_ID, query.trueIds()[0]);
    row.add(ContentFields.EMBEDDING, vector);
    row.addProperty(ContentFields.GENRE, "");
    row.addProperty(ContentFields.MOOD, "");
    row.addProperty(ContentFields.POPULARITY, 0.5);
    row.addProperty(ContentFields.RELEASE_YEAR, 1999);
    MilvusClientV2 milvus =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + at.milvus()).build());
    milvus.upsert(
        UpsertReq.builder().collectionName(MilvusSchema.COLLECTION).data(List.of(row)).build());
    milvus.close();
  }

  @Test
  void aStoreThatIsNotThereIsOneLine() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("nowhere.conf"),
            "coordinator.postgresql.url = \"jdbc:postgresql://127.0.0.1:1/postgres\"");

    Outcome refused = load(config.toString());

    assertThat(refused.status()).isEqualTo(LoadData.FAILED);
    assertThat(refused.err())
        .startsWith("PostgreSQL (coordinator.postgresql.url): ")
        .hasLineCount(1);
    assertThat(load("--tenants=0").status()).isEqualTo(LoadData.MISTAKE);
    assertThat(load("--films=9741").err()).isEqualTo("--films is 9741; choose 9742 to 1000000\n");
    assertThat(load("--index-param=M=3").err()).contains("needs an --index").hasLineCount(1);
    assertThat(load(folder.resolve("none.conf").toString()).status()).isEqualTo(LoadData.MISTAKE);
  }
}
