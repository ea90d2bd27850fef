package io.hybridperf.embedded.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.contract.Films;
import io.hybridperf.contract.Films.Film;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.common.IndexParam.MetricType;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq.CollectionSchema;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.database.request.CreateDatabaseReq;
import io.milvus.v2.service.partition.request.CreatePartitionReq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the embedded vector server does, or refuses. */
class VectorServerTest {
  @TempDir private Path dataDir;

  private VectorServer start() throws IOException {
    return VectorServer.start(VectorServerOptions.onLoopback(dataDir));
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
      Films films = Films.create(client, "kept", dimension, MetricType.IP);
      films.insert(all);
      films.upsert(List.of(all.get(7).withGenre("changed")));
      Films.create(client, "dropped", dimension, MetricType.L2).drop();
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
  void textKeysWorkAsNumbersDo() throws Exception {
    try (VectorServer server = start()) {
      MilvusClientV2 client = connect(server);
      CollectionSchema schema = CollectionSchema.builder().build();
      schema.addField(
          AddFieldReq.builder()
              .fieldName("id")
              .dataType(DataType.VarChar)
              .maxLength(50)
              .isPrimaryKey(true)
              .build());
      schema.addField(
          AddFieldReq.builder().fieldName("v").dataType(DataType.FloatVector).dimension(2).build());
      client.createCollection(
          CreateCollectionReq.builder()
              .collectionName("texts")
              .collectionSchema(schema)
              .indexParam(
                  IndexParam.builder()
                      .fieldName("v")
                      .indexType(IndexParam.IndexType.FLAT)
                      .metricType(MetricType.COSINE)
                      .build())
              .build());
      List<com.google.gson.JsonObject> rows = new ArrayList<>();
      for (String id : List.of("z", "b", "a", "a")) {
        com.google.gson.JsonObject row = new com.google.gson.JsonObject();
        row.addProperty("id", id);
        com.google.gson.JsonArray vector = new com.google.gson.JsonArray();
        vector.add(1);
        vector.add(id.equals("z") ? 9 : 0);
        row.add("v", vector);
        rows.add(row);
      }
      client.upsert(
          io.milvus.v2.service.vector.request.UpsertReq.builder()
              .collectionName("texts")
              .data(rows)
              .build());
      Films films = new Films(client, "texts", 2);
      assertThat(
              client
                  .search(films.searching(new float[] {1, 0}, 5).annsField("v").build())
                  .getSearchResults()
                  .getFirst())
          .extracting(hit -> hit.getId())
          .containsExactly("a", "b", "z");
      assertThat(films.count("id > 'a'")).isEqualTo(2);
      client.close();
    }
  }

  @Test
  void templatesFillInFilters() throws Exception {
    try (VectorServer server = start()) {
      MilvusClientV2 client = connect(server);
      Films films = Films.create(client, "templates", 2, MetricType.COSINE);
      films.insert(
          Stream.iterate(0L, i -> i + 1).limit(6).map(i -> Film.of(i, 1, (float) i)).toList());
      var query =
          films
              .querying("genre in {genres} and year > {year}")
              .filterTemplateValues(Map.of("genres", List.of("genre0", "genre1"), "year", 1990L))
              .build();
      assertThat(Films.ids(client.query(query))).containsExactly(1L, 3L, 4L);
      assertThatThrownBy(() -> films.matching("year > {year}"))
          .hasMessageContaining("expression template variable name {year} is not found");
      client.close();
    }
  }

  @Test
  void saysWhatItDoesNotSupport() throws Exception {
    try (VectorServer server = start()) {
      MilvusClientV2 client = connect(server);
      Films films = Films.create(client, "supported", 2, MetricType.COSINE);
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
          .hasMessageContaining("search parameter group_by_field " + self);
      assertThatThrownBy(() -> films.matching("year == votes"))
          .isInstanceOf(MilvusClientException.class)
          .hasMessageContaining("a comparison of two fields or of two literals " + self);
      client.dropCollection(DropCollectionReq.builder().collectionName("supported").build());
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
