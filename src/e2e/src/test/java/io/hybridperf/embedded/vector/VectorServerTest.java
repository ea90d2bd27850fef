package io.hybridperf.embedded.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.contract.Films;
import io.hybridperf.contract.Films.Film;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.database.request.CreateDatabaseReq;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.partition.request.CreatePartitionReq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the embedded vector server does, or refuses. */
class VectorServerTest {
  @TempDir private Path dataDir;

  private VectorServer start() throws IOException {
    return VectorServer.start(dataDir);
  }

  private static MilvusClientV2 connect(VectorServer server) {
    return new MilvusClientV2(
        ConnectConfig.builder().uri("http://127.0.0.1:" + server.port()).build());
  }

  @Test
  void servesTheSameRowsAfterARestart() throws Exception {
    int dimension = 16;
    SplittableRandom random = new SplittableRandom(5);
    List<Film> all = new ArrayList<>();
    for (long i = 0; i < 300; i++) {
      all.add(Film.of(i, Films.random(random, dimension)));
    }
    float[] query = Films.random(random, dimension);
    List<Long> before;
    try (VectorServer server = start()) {
      MilvusClientV2 client = connect(server);
      Films films = Films.create(client, "kept", dimension);
      films.insert(all);
      films.upsert(List.of(all.get(7).withGenre("changed")));
      Films.create(client, "dropped", dimension).drop();
      before = films.nearest(query, 20);
      client.close();
    }
    try (VectorServer server = start()) {
      MilvusClientV2 client = connect(server);
      Films films = new Films(client, "kept", dimension);
      assertThat(client.listCollections().getCollectionNames()).containsExactly("kept");
      assertThat(films.nearest(query, 20)).isEqualTo(before);
      assertThat(films.count("")).isEqualTo(300);
      assertThat(films.matching("genre == 'changed'")).containsExactly(7L);
      films.insert(List.of(Film.of(1000, query)));
      assertThat(films.count("")).isEqualTo(301);
      films.drop();
      client.close();
    }
    try (Stream<Path> left = Files.list(dataDir)) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void saysWhatItDoesNotSupport() throws Exception {
    try (VectorServer server = start()) {
      MilvusClientV2 client = connect(server);
      Films films = Films.create(client, "supported", 2);
      String self = "is not supported by the embedded vector server (Lucene HNSW ";
      assertThatThrownBy(
              () -> client.createDatabase(CreateDatabaseReq.builder().databaseName("x").build()))
          .hasMessageContaining("UNIMPLEMENTED: CreateDatabase " + self);
      assertThatThrownBy(() ->
              client.createPartition(
                  CreatePartitionReq.builder()
                      .collectionName("supported")
                      .partitionName("p")
                      .build()))
          .hasMessageContaining("UNIMPLEMENTED: CreatePartition " + self);
      assertThatThrownBy(() ->
              client.search(films.searching(new float[2], 1).groupByFieldName("genre").build()))
          .hasMessageContaining("parameter group_by_field " + self);
      for (String filter :
          List.of("genre like 'a%'", "not (id > 1)", "id != 1", "1 < id", "year in {years}")) {
        assertThatThrownBy(() -> films.matching(filter))
            .isInstanceOf(MilvusClientException.class)
            .hasMessageContaining("cannot parse expression: " + filter);
      }
      assertThatThrownBy(() -> films.matching("genre like 'a%'"))
          .hasMessageContaining("mismatched input 'like' expecting in, ==, <, <=, > or >=")
          .hasMessageContaining("the embedded vector server (Lucene HNSW ")
          .hasMessageContaining("knows in, ==, <, <=, >, >=, and, or, parentheses");
      assertThatThrownBy(() ->
              client.query(
                  films.querying("id > 1").outputFields(List.of("id", "embedding")).build()))
          .hasMessageContaining("output field embedding " + self);
      assertThatThrownBy(() -> client.search(films.searching(new float[2], 1).offset(1).build()))
          .hasMessageContaining("parameter offset " + self);
      films.drop();
      client.createCollection(
          CreateCollectionReq.builder()
              .collectionName("supported")
              .collectionSchema(Films.schema(2))
              .build());
      films.insert(List.of(Film.of(1, 1, 0)));
      assertThatThrownBy(() ->
              client.createIndex(
                  CreateIndexReq.builder()
                      .collectionName("supported")
                      .indexParams(List.of(Films.index()))
                      .build()))
          .hasMessageContaining("an index that is made after the first rows " + self);
      films.drop();
      assertThatThrownBy(() ->
              client.createCollection(
                  CreateCollectionReq.builder()
                      .collectionName("supported")
                      .collectionSchema(Films.schema(2000))
                      .build()))
          .hasMessageContaining("invalid dimension: 2000. should be in range 1 ~ 1024");
      client.close();
    }
  }

  @Test
  void aFolderServesOneServerAtATime() throws Exception {
    try (VectorServer server = start()) {
      assertThat(server.port()).isPositive();
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use by another embedded vector server")
          .hasMessageContaining("choose another folder");
    }
    start().close();
  }
}
