package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.v2.common.IndexParam.MetricType;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The index over the embeddings. */
class IndexesContractTest extends MilvusContract {

  @Test
  void describesTheIndexAsItWasMade() {
    try (Films films = Films.create(client, "indexed", 4)) {
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
    try (Films films = Films.create(client, "indexed_with", 4)) {
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
  @Differs(engine = MILVUS_LITE, how = "an index is not needed to load", seen = "accepted")
  void aCollectionWithoutItsIndexCannotBeLoaded() {
    try (Films films = new Films(client, "unindexed", 4)) {
      films.drop();
      client.createCollection(
          CreateCollectionReq.builder()
              .collectionName(films.name())
              .collectionSchema(Films.schema(4))
              .build());
      assertThat(outcome(() -> load(films)))
          .startsWith("refused with 700: ")
          .contains("index not found");
    }
  }

  private List<String> indexes(Films films) {
    return client.listIndexes(ListIndexesReq.builder().collectionName(films.name()).build());
  }
}
