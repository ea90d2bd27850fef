package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.v2.common.IndexParam.MetricType;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.DropIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The index over the embeddings. */
class IndexesContractTest extends MilvusContract {

  @Test
  void describesTheIndexAsItWasMade() {
    try (Films films = Films.create(client, "indexed", 4, MetricType.COSINE)) {
      DescribeIndexResp.IndexDesc index = describe(films);
      assertThat(index.getIndexType().getName()).isEqualTo("HNSW");
      assertThat(index.getMetricType()).isEqualTo(MetricType.COSINE);
      assertThat(indexes(films)).hasSize(1);
    }
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "an index is described without its parameters",
      seen = "[\"M\"=\"16\"]")
  void describesTheParametersOfTheIndex() {
    try (Films films = Films.create(client, "indexed_with", 4, MetricType.COSINE)) {
      assertThat(describe(films).getExtraParams())
          .containsEntry("M", "16")
          .containsEntry("efConstruction", "200");
    }
  }

  private DescribeIndexResp.IndexDesc describe(Films films) {
    return client
        .describeIndex(
            DescribeIndexReq.builder().collectionName(films.name()).fieldName("embedding").build())
        .getIndexDescriptions()
        .getFirst();
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "the error has no code that Milvus's client knows",
      seen = "refused with 0: ")
  void theIndexOfALoadedCollectionCannotBeDropped() {
    try (Films films = tenFilms("index_in_use")) {
      assertThat(outcome(() -> drop(films)))
          .startsWith("refused with 65535: ")
          .contains("release it first");
    }
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "an index is not needed to load", seen = "accepted")
  void aCollectionWithoutItsIndexCannotBeLoaded() {
    try (Films films = tenFilms("index_dropped")) {
      release(films);
      drop(films);
      assertThat(indexes(films)).isEmpty();
      assertThat(outcome(() -> load(films)))
          .startsWith("refused with 700: ")
          .contains("index not found");
    }
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "indexes cannot be altered", seen = "UNIMPLEMENTED")
  void anotherIndexCountsForRowsThatWereThereBefore() {
    try (Films films = tenFilms("reindexed")) {
      release(films);
      drop(films);
      client.createIndex(
          CreateIndexReq.builder()
              .collectionName(films.name())
              .indexParams(List.of(Films.index(MetricType.L2)))
              .build());
      load(films);
      SearchResp.SearchResult nearest = films.search(new float[] {1, 2.75f, 0, 0}, 1).getFirst();
      assertThat(nearest.getId()).isEqualTo(3L);
      assertThat(nearest.getScore()).isEqualTo(0.0625f);
      assertThat(films.matching("genre == 'genre1' and year > 1991")).containsExactly(4L, 7L);
    }
  }

  private void drop(Films films) {
    client.dropIndex(
        DropIndexReq.builder().collectionName(films.name()).fieldName("embedding").build());
  }

  private List<String> indexes(Films films) {
    return client.listIndexes(ListIndexesReq.builder().collectionName(films.name()).build());
  }
}
