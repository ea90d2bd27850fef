package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static io.milvus.v2.common.ConsistencyLevel.BOUNDED;
import static io.milvus.v2.common.ConsistencyLevel.STRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import org.junit.jupiter.api.Test;

/** Collections are made, described, loaded and dropped. */
class CollectionsContractTest extends MilvusContract {

  @Test
  void saysWhatItIs() {
    assertThat(client.getServerVersion()).isNotBlank();
    if (engine == Engine.EMBEDDED) {
      assertThat(client.getServerVersion()).isEqualTo(engine.version());
    }
  }

  @Test
  void keepsTheListOfCollections() {
    try (Films films = tenFilms("listed")) {
      assertThat(has("listed")).isTrue();
      assertThat(client.listCollections().getCollectionNames()).contains("listed");
      assertThat(has("unlisted")).isFalse();
      films.drop();
      assertThat(has("listed")).isFalse();
      assertThat(client.listCollections().getCollectionNames()).doesNotContain("listed");
    }
  }

  private boolean has(String name) {
    return client.hasCollection(HasCollectionReq.builder().collectionName(name).build());
  }

  @Test
  void describesACollectionAsItWasMade() {
    try (Films films = Films.create(client, "described", 4)) {
      DescribeCollectionResp described = describe(films);
      assertThat(described.getFieldNames())
          .containsExactly("id", "embedding", "genre", "popularity", "year");
      assertThat(described.getPrimaryFieldName()).isEqualTo("id");
      assertThat(described.getVectorFieldNames()).containsExactly("embedding");
      assertThat(described.getCollectionSchema().getField("embedding").getDimension()).isEqualTo(4);
      assertThat(described.getCollectionSchema().getField("genre").getMaxLength()).isEqualTo(200);
    }
  }

  private DescribeCollectionResp describe(Films films) {
    return client.describeCollection(
        DescribeCollectionReq.builder().collectionName(films.name()).build());
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "a collection cannot be made again, not even the same",
      seen = "refused with 1: collection 'twice' already exists")
  void makingTheSameCollectionTwiceIsFine() {
    try (Films films = tenFilms("twice")) {
      assertThat(outcome(() -> createBare(films.name(), 4, STRONG))).isEqualTo("accepted");
      assertThat(films.count("")).isEqualTo(10);
    }
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "another code and message", seen = "refused with 1: ")
  void anotherSchemaUnderTheSameNameIsRefused() {
    try (Films films = Films.create(client, "twice_otherwise", 4)) {
      assertThat(outcome(() -> createBare(films.name(), 5, STRONG)))
          .startsWith("refused with 65535: ")
          .contains("create duplicate collection with different parameters");
    }
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "another code and message", seen = "refused with 1: ")
  void anotherConsistencyLevelUnderTheSameNameIsRefused() {
    try (Films films = Films.create(client, "twice_less_consistent", 4)) {
      assertThat(outcome(() -> createBare(films.name(), 4, BOUNDED)))
          .startsWith("refused with 65535: ")
          .contains("create duplicate collection with different parameters");
    }
  }

  private void createBare(String name, int dimension, ConsistencyLevel level) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(Films.schema(dimension))
            .consistencyLevel(level)
            .build());
  }

  @Test
  void tellsWhetherACollectionIsLoaded() {
    try (Films films = tenFilms("loaded")) {
      GetLoadStateReq state = GetLoadStateReq.builder().collectionName(films.name()).build();
      load(films);
      assertThat(client.getLoadState(state)).isTrue();
      release(films);
      assertThat(client.getLoadState(state)).isFalse();
      load(films);
      assertThat(films.nearest(new float[] {1, 0, 0, 0}, 1)).containsExactly(0L);
    }
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "the error has no code that Milvus's client knows",
      seen = "refused with 0: ")
  void aReleasedCollectionDoesNotAnswer() {
    try (Films films = tenFilms("released")) {
      release(films);
      assertThat(outcome(() -> films.nearest(new float[] {1, 0, 0, 0}, 1)))
          .startsWith("refused with 101: ")
          .contains("collection not loaded");
      assertThat(outcome(() -> films.matching("id >= 0"))).startsWith("refused with 101: ");
    }
  }

  @Test
  void anEmptyCollectionAnswersNothing() {
    try (Films films = Films.create(client, "empty", 4)) {
      assertThat(films.nearest(new float[] {1, 0, 0, 0}, 5)).isEmpty();
      assertThat(films.matching("id > 0")).isEmpty();
      assertThat(films.count("")).isZero();
      assertThat(films.count("genre == 'genre1'")).isZero();
    }
  }
}
