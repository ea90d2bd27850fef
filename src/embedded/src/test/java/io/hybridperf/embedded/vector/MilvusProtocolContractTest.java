package io.hybridperf.embedded.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonObject;
import io.hybridperf.embedded.vector.Films.Film;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam.MetricType;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.collection.request.GetCollectionStatsReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import io.milvus.v2.service.collection.request.RenameCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.DropIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.GetReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the coordinator may rely on, asked through Milvus's own client. Runs against the embedded
 * vector server, or against any server when {@code -Dmilvus.address=127.0.0.1:19530} says where;
 * the tests of behaviour in which Milvus 2.3.5 differs say so in their assumption.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MilvusProtocolContractTest {
  private static final String ADDRESS = System.getProperty("milvus.address", "");

  @TempDir private static Path dataDir;

  private VectorServer server;
  private MilvusClientV2 client;

  @BeforeAll
  void connect() throws Exception {
    String address = ADDRESS;
    if (address.isEmpty()) {
      server = VectorServer.start(VectorServerOptions.onLoopback(dataDir));
      address = "127.0.0.1:" + server.port();
    }
    client = new MilvusClientV2(ConnectConfig.builder().uri("http://" + address).build());
  }

  @AfterAll
  void disconnect() {
    client.close();
    if (server != null) {
      server.close();
    }
  }

  private static void differsFromMilvus235(String difference) {
    assumeFalse(!ADDRESS.isEmpty(), "Milvus 2.3.5 differs: " + difference);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      int code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(code));
  }

  private Films tenFilms(String name) {
    Films films = Films.create(client, name, 4, MetricType.COSINE);
    films.insert(LongStream.range(0, 10).mapToObj(i -> Film.of(i, 1, (float) i, 0, 0)).toList());
    return films;
  }

  @Test
  void saysWhatItIs() {
    assertThat(client.getServerVersion()).isNotBlank();
    if (server != null) {
      assertThat(client.getServerVersion())
          .isEqualTo("embedded vector server (Lucene HNSW 10.5.1), Milvus protocol");
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
    }
  }

  private boolean has(String name) {
    return client.hasCollection(HasCollectionReq.builder().collectionName(name).build());
  }

  @Test
  void describesACollectionAsItWasMade() {
    try (Films films = tenFilms("described")) {
      DescribeCollectionResp described =
          client.describeCollection(
              DescribeCollectionReq.builder().collectionName(films.name()).build());
      assertThat(described.getFieldNames())
          .containsExactly(
              "id", "embedding", "genre", "popularity", "year", "seen", "rating", "votes");
      assertThat(described.getPrimaryFieldName()).isEqualTo("id");
      assertThat(described.getVectorFieldNames()).containsExactly("embedding");
      assertThat(described.getCollectionSchema().getField("embedding").getDimension()).isEqualTo(4);
      assertThat(described.getCollectionSchema().getField("genre").getMaxLength()).isEqualTo(200);
    }
  }

  @Test
  void makingACollectionTwiceIsFineWithTheSameSchemaOnly() {
    try (Films films = tenFilms("twice")) {
      createBare(films.name(), 4);
      assertThat(films.count("")).isEqualTo(10);
      assertRefused(65535, () -> createBare(films.name(), 5))
          .hasMessageContaining("create duplicate collection with different parameters");
    }
  }

  private void createBare(String name, int dimension) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(Films.schema(dimension))
            .build());
  }

  @Test
  void renamesACollectionWithItsRows() {
    try (Films films = tenFilms("before")) {
      client.dropCollection(DropCollectionReq.builder().collectionName("after").build());
      client.renameCollection(
          RenameCollectionReq.builder()
              .collectionName("before")
              .newCollectionName("after")
              .build());
      try (Films renamed = new Films(client, "after", 4)) {
        assertThat(renamed.count("")).isEqualTo(10);
        assertThat(has(films.name())).isFalse();
      }
    }
  }

  @Test
  void describesListsAndDropsIndexes() {
    try (Films films = tenFilms("indexed")) {
      DescribeIndexResp.IndexDesc index =
          client
              .describeIndex(
                  DescribeIndexReq.builder()
                      .collectionName(films.name())
                      .fieldName("embedding")
                      .build())
              .getIndexDescriptions()
              .getFirst();
      assertThat(index.getIndexType().getName()).isEqualTo("HNSW");
      assertThat(index.getMetricType()).isEqualTo(MetricType.COSINE);
      assertThat(index.getExtraParams()).containsEntry("M", "16");
      assertThat(indexes(films)).hasSize(1);
      DropIndexReq drop =
          DropIndexReq.builder().collectionName(films.name()).fieldName("embedding").build();
      assertRefused(65535, () -> client.dropIndex(drop)).hasMessageContaining("release it first");
      release(films);
      client.dropIndex(drop);
      assertThat(indexes(films)).isEmpty();
      assertRefused(700, () -> load(films)).hasMessageContaining("index not found");
    }
  }

  private List<String> indexes(Films films) {
    return client.listIndexes(ListIndexesReq.builder().collectionName(films.name()).build());
  }

  private void release(Films films) {
    client.releaseCollection(ReleaseCollectionReq.builder().collectionName(films.name()).build());
  }

  private void load(Films films) {
    client.loadCollection(LoadCollectionReq.builder().collectionName(films.name()).build());
  }

  @Test
  void anotherIndexCountsForRowsThatWereThereBefore() {
    try (Films films = tenFilms("reindexed")) {
      release(films);
      client.dropIndex(
          DropIndexReq.builder().collectionName(films.name()).fieldName("embedding").build());
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

  @Test
  void answersSearchesOnlyWhileLoaded() {
    try (Films films = tenFilms("loaded")) {
      load(films);
      GetLoadStateReq state = GetLoadStateReq.builder().collectionName(films.name()).build();
      assertThat(client.getLoadState(state)).isTrue();
      release(films);
      assertThat(client.getLoadState(state)).isFalse();
      assertRefused(101, () -> films.nearest(new float[] {1, 0, 0, 0}, 1))
          .hasMessageContaining("collection not loaded");
      assertRefused(101, () -> films.matching("id >= 0"));
      load(films);
      assertThat(films.nearest(new float[] {1, 0, 0, 0}, 1)).containsExactly(0L);
    }
  }

  @Test
  void givesBackEveryTypeAsItWasStored() {
    Film film =
        new Film(
            Long.MIN_VALUE + 1,
            new float[] {0.1f, -2.5f, 1e-7f, 12345.678f},
            "naïve \"quoted\" \\ 日本 🎬\n",
            -1234.5678901234,
            Integer.MIN_VALUE,
            true,
            0.1f,
            Long.MAX_VALUE);
    try (Films films = Films.create(client, "types", 4, MetricType.COSINE)) {
      films.insert(List.of(film, Film.of(1, 1, 0, 0, 0)));
      Map<String, Object> row =
          client
              .query(films.querying("seen == true").outputFields(List.of("*")).build())
              .getQueryResults()
              .getFirst()
              .getEntity();
      Map<String, Object> hit =
          client
              .search(films.searching(film.vector(), 1).outputFields(List.of("*")).build())
              .getSearchResults()
              .getFirst()
              .getFirst()
              .getEntity();
      for (Map<String, Object> entity : List.of(row, hit)) {
        assertThat(entity)
            .containsEntry("id", film.id())
            .containsEntry("embedding", List.of(0.1f, -2.5f, 1e-7f, 12345.678f))
            .containsEntry("genre", film.genre())
            .containsEntry("popularity", film.popularity())
            .containsEntry("year", film.year())
            .containsEntry("seen", film.seen())
            .containsEntry("rating", film.rating())
            .containsEntry("votes", film.votes());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MetricType.class,
      names = {"COSINE", "L2", "IP"})
  void ranksAndScoresAsExactArithmeticDoes(MetricType metric) {
    SplittableRandom random = new SplittableRandom(7);
    int dimension = 24;
    try (Films films = Films.create(client, "ranked_" + metric, dimension, metric)) {
      List<Film> all =
          LongStream.range(0, 400)
              .mapToObj(i -> Film.of(i, Films.random(random, dimension)))
              .toList();
      films.insert(all);
      float[] query = Films.random(random, dimension);
      Comparator<Film> order = Comparator.comparingDouble(f -> exact(metric, query, f.vector()));
      List<Film> expected =
          all.stream()
              .sorted(metric == MetricType.L2 ? order : order.reversed())
              .limit(20)
              .toList();
      List<SearchResp.SearchResult> found = films.search(query, 20);
      assertThat(Films.ids(found))
          .containsExactlyElementsOf(expected.stream().map(Film::id).toList());
      for (int i = 0; i < 20; i++) {
        double exact = exact(metric, query, expected.get(i).vector());
        assertThat((double) found.get(i).getScore())
            .isCloseTo(exact, within(2e-6 * Math.max(1, Math.abs(exact))));
      }
    }
  }

  private static double exact(MetricType metric, float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    double distance = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
      distance += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return switch (metric) {
      case L2 -> distance;
      case IP -> dot;
      default -> dot / Math.sqrt(squaresA * squaresB);
    };
  }

  @Test
  void equallyCloseRowsComeInTheOrderOfTheirIds() {
    differsFromMilvus235("rows of equal score come in any order");
    try (Films films = Films.create(client, "ties", 4, MetricType.COSINE)) {
      List<Film> films40 = new ArrayList<>();
      for (long i = 39; i >= 0; i--) {
        films40.add(Film.of((i * 17) % 40, (float) (i % 2 + 1), 0, 0, 0));
      }
      films.insert(films40);
      assertThat(films.nearest(new float[] {3, 0, 0, 0}, 12))
          .containsExactlyElementsOf(LongStream.range(0, 12).boxed().toList());
    }
  }

  @Test
  void recallOfTheGraphIsHigh() {
    int dimension = 64;
    int count = 5000;
    SplittableRandom random = new SplittableRandom(11);
    List<float[]> centres =
        IntStream.range(0, 50).mapToObj(i -> Films.random(random, dimension)).toList();
    try (Films films = Films.create(client, "recalled", dimension, MetricType.COSINE)) {
      List<Film> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(Film.of(i, near(centres.get(i % 50), random)));
      }
      for (int start = 0; start < count; start += 1000) {
        films.insert(all.subList(start, start + 1000));
      }
      int found = 0;
      int foundFiltered = 0;
      for (int q = 0; q < 50; q++) {
        float[] query = near(centres.get(q), random);
        Set<Long> answered =
            new HashSet<>(
                Films.ids(
                    client
                        .search(films.searching(query, 10).searchParams(ef(64)).build())
                        .getSearchResults()
                        .getFirst()));
        // Few enough candidates that the filtered search walks the graph as well.
        List<SearchResp.SearchResult> filtered =
            client
                .search(
                    films
                        .searching(query, 10)
                        .searchParams(ef(48))
                        .filter("genre != 'genre1'")
                        .build())
                .getSearchResults()
                .getFirst();
        assertThat(filtered).hasSize(10);
        Set<Long> answeredFiltered = new HashSet<>(Films.ids(filtered));
        found += (int) best(all, query, 10).stream().filter(answered::contains).count();
        foundFiltered +=
            (int)
                best(all.stream().filter(f -> f.id() % 3 != 1).toList(), query, 10).stream()
                    .filter(answeredFiltered::contains)
                    .count();
      }
      assertThat(found / 500.0).as("recall@10").isGreaterThanOrEqualTo(0.95);
      assertThat(foundFiltered / 500.0).as("filtered recall@10").isGreaterThanOrEqualTo(0.95);
    }
  }

  private static Map<String, Object> ef(int candidates) {
    return new HashMap<>(Map.of("ef", candidates));
  }

  private static float[] near(float[] centre, SplittableRandom random) {
    float[] vector = Films.random(random, centre.length);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = centre[i] + 0.4f * vector[i];
    }
    return vector;
  }

  private static List<Long> best(List<Film> films, float[] query, int k) {
    return films.stream()
        .sorted(Comparator.comparingDouble(f -> -exact(MetricType.COSINE, query, f.vector())))
        .limit(k)
        .map(Film::id)
        .toList();
  }

  @Test
  void answersSeveralQueriesInOneRequest() {
    try (Films films = tenFilms("several")) {
      List<BaseVector> queries =
          List.of(new FloatVec(List.of(1f, 9f, 0f, 0f)), new FloatVec(List.of(1f, 0f, 0f, 0f)));
      List<List<SearchResp.SearchResult>> results =
          client
              .search(
                  films
                      .searching(new float[4], 2)
                      .data(queries)
                      .outputFields(List.of("year"))
                      .build())
              .getSearchResults();
      assertThat(results).hasSize(2);
      assertThat(Films.ids(results.get(0))).containsExactly(9L, 8L);
      assertThat(Films.ids(results.get(1))).containsExactly(0L, 1L);
      assertThat(results.get(1).get(1).getEntity()).containsEntry("year", 1991);
    }
  }

  @Test
  void aFilterNarrowsASearchAndStillFillsIt() {
    try (Films films = tenFilms("narrowed")) {
      SearchReq search =
          films
              .searching(new float[] {1, 9, 0, 0}, 3)
              .filter("genre in ['genre0', 'genre1'] and year < 1998")
              .outputFields(List.of("genre"))
              .build();
      assertThat(Films.ids(client.search(search).getSearchResults().getFirst()))
          .containsExactly(7L, 6L, 4L);
    }
  }

  @Test
  void pagesThroughSearchesAndQueries() {
    try (Films films = tenFilms("paged")) {
      SearchReq second = films.searching(new float[] {1, 0, 0, 0}, 3).offset(3).build();
      assertThat(Films.ids(client.search(second).getSearchResults().getFirst()))
          .containsExactly(3L, 4L, 5L);
      SearchReq past = films.searching(new float[] {1, 0, 0, 0}, 3).offset(10).build();
      assertThat(client.search(past).getSearchResults().getFirst()).isEmpty();
      assertThat(Films.ids(client.query(films.querying("id >= 2").offset(2).limit(3).build())))
          .containsExactly(4L, 5L, 6L);
    }
  }

  @Test
  void everyWriteIsSeenByTheNextRead() {
    try (Films films = tenFilms("fresh")) {
      for (int round = 0; round < 5; round++) {
        float[] vector = {-1, -round, 1, 0};
        films.insert(List.of(Film.of(100 + round, vector)));
        assertThat(films.nearest(vector, 1)).containsExactly(100L + round);
        films.upsert(List.of(Film.of(100 + round, vector).withGenre("changed")));
        assertThat(films.matching("genre == 'changed'")).containsExactly(100L + round);
        client.delete(
            DeleteReq.builder().collectionName(films.name()).ids(List.of(100L + round)).build());
        assertThat(films.nearest(vector, 20)).doesNotContain(100L + round).hasSize(10);
        assertThat(films.count("")).isEqualTo(10);
      }
    }
  }

  @Test
  void everyConsistencyLevelSeesEarlierWrites() {
    differsFromMilvus235("levels below STRONG may miss the latest writes");
    try (Films films = tenFilms("levels")) {
      int id = 1000;
      for (ConsistencyLevel level : ConsistencyLevel.values()) {
        float[] vector = {-1, ++id - 1000, 1, 0};
        films.insert(List.of(Film.of(id, vector)));
        SearchReq search = films.searching(vector, 1).consistencyLevel(level).build();
        assertThat(Films.ids(client.search(search).getSearchResults().getFirst()))
            .containsExactly((long) id);
      }
    }
  }

  @Test
  void deletesByIdsAndByFilter() {
    try (Films films = tenFilms("deleted")) {
      client.delete(
          DeleteReq.builder().collectionName(films.name()).ids(List.of(1L, 2L, 999L)).build());
      client.delete(
          DeleteReq.builder()
              .collectionName(films.name())
              .filter("year == 1994 or seen == true and year > 1996")
              .build());
      assertThat(films.matching("id >= 0")).containsExactly(0L, 3L, 5L, 6L, 7L, 9L);
    }
  }

  @Test
  void countsOnlyRowsThatWereThereAsDeleted() {
    differsFromMilvus235("it counts the ids that were asked for");
    try (Films films = tenFilms("counted")) {
      assertThat(
              client
                  .delete(
                      DeleteReq.builder()
                          .collectionName(films.name())
                          .ids(List.of(1L, 999L))
                          .build())
                  .getDeleteCnt())
          .isEqualTo(1);
    }
  }

  @Test
  void aKeyInsertedTwiceIsAnsweredOnceAndCountedTwice() {
    try (Films films = tenFilms("repeated")) {
      films.insert(List.of(Film.of(3, 1, 3, 0, 0)));
      assertThat(films.matching("id in [3]")).containsExactly(3L);
      assertThat(films.nearest(new float[] {1, 3, 0, 0}, 10)).contains(3L).doesNotHaveDuplicates();
      assertThat(films.count("")).isEqualTo(11);
      films.upsert(List.of(Film.of(3, 1, 3, 0, 0)));
      assertThat(films.count("")).isEqualTo(10);
    }
  }

  @Test
  void getsRowsByTheirIds() {
    try (Films films = tenFilms("got")) {
      var rows =
          client
              .get(
                  GetReq.builder()
                      .collectionName(films.name())
                      .ids(List.of(7L, 2L, 55L))
                      .outputFields(List.of("genre"))
                      .build())
              .getGetResults();
      assertThat(rows).hasSize(2);
      assertThat(rows.getFirst().getEntity()).containsEntry("genre", "genre2");
    }
  }

  @Test
  void countsRows() {
    try (Films films = tenFilms("statistics")) {
      assertThat(films.count("")).isEqualTo(10);
      assertThat(films.count("year >= 1995")).isEqualTo(5);
      assertRefused(
              65535,
              () ->
                  client.query(
                      films
                          .querying("year > 0")
                          .outputFields(List.of("count(*)"))
                          .limit(2)
                          .build()))
          .hasMessageContaining("count entities with pagination is not allowed");
      client.flush(FlushReq.builder().collectionNames(List.of(films.name())).build());
      assertThat(
              client
                  .getCollectionStats(
                      GetCollectionStatsReq.builder().collectionName(films.name()).build())
                  .getNumOfEntities())
          .isEqualTo(10);
    }
  }

  @Test
  void anEmptyCollectionAnswersNothing() {
    try (Films films = Films.create(client, "empty", 4, MetricType.COSINE)) {
      assertThat(films.nearest(new float[] {1, 0, 0, 0}, 5)).isEmpty();
      assertThat(films.matching("id > 0")).isEmpty();
      assertThat(films.count("")).isZero();
    }
  }

  @Test
  void anUnknownCollectionIsError100() {
    Films none = new Films(client, "nowhere", 4);
    assertRefused(100, () -> none.nearest(new float[4], 1))
        .hasMessageContaining("collection not found");
    assertRefused(100, () -> none.matching("id > 0"));
    assertRefused(100, () -> none.insert(List.of(Film.of(1, 0, 0, 0, 0))));
    assertRefused(100, () -> load(none));
    assertRefused(100, () -> release(none));
    assertRefused(100, () -> indexes(none));
    assertRefused(
        100, () -> client.flush(FlushReq.builder().collectionNames(List.of(none.name())).build()));
    none.drop();
  }

  @Test
  void refusesAQueryOfTheWrongDimension() {
    try (Films films = tenFilms("dimensions")) {
      assertRefused(65535, () -> films.nearest(new float[] {1, 2, 3}, 1));
      if (server != null) {
        assertThatThrownBy(() -> films.nearest(new float[] {1, 2, 3}, 1))
            .hasMessageContaining("field embedding has dimension 4, the query vector has 3");
      }
    }
  }

  @Test
  void limitsTopK() {
    try (Films films = tenFilms("limits")) {
      assertThat(films.nearest(new float[] {1, 0, 0, 0}, 16384)).hasSize(10);
      assertRefused(65535, () -> films.nearest(new float[4], 20000))
          .hasMessageContaining(
              "topk [20000] is invalid, top k should be in range [1, 16384], but got 20000");
      assertRefused(65535, () -> films.nearest(new float[4], 0)).hasMessageContaining("topk [0]");
      assertRefused(
              65535, () -> client.search(films.searching(new float[4], 16000).offset(1000).build()))
          .hasMessageContaining("offset+topk [17000] is invalid");
      assertRefused(65535, () -> client.query(films.querying("id > 0").limit(20000).build()))
          .hasMessageContaining("(offset+limit) should be in range [1, 16384], but got 20000");
      assertRefused(65535, () -> films.matching(""))
          .hasMessageContaining("empty expression should be used with limit");
    }
  }

  @Test
  void namesTheFieldItDoesNotKnow() {
    try (Films films = tenFilms("unknown_fields")) {
      assertRefused(65535, () -> films.matching("director == 'x'"))
          .hasMessageContaining(
              "cannot parse expression: director == 'x', error: field director not exist");
      assertRefused(
              65535,
              () ->
                  client.search(films.searching(new float[4], 1).filter("director == 'x'").build()))
          .hasMessageContaining("field director not exist");
      assertRefused(
              65535,
              () ->
                  client.query(films.querying("id > 0").outputFields(List.of("director")).build()))
          .hasMessageContaining("field director not exist");
      assertRefused(
              65535,
              () -> client.search(films.searching(new float[4], 1).annsField("director").build()))
          .hasMessageContaining("fieldName(director) not found");
    }
  }

  @Test
  void refusesAnotherMetricThanTheIndexHas() {
    try (Films films = tenFilms("metrics")) {
      assertRefused(
              65535,
              () ->
                  client.search(films.searching(new float[4], 1).metricType(MetricType.L2).build()))
          .hasMessageContaining(
              "metric type not match: invalid parameter[expected=COSINE][actual=L2]");
    }
  }

  @Test
  void refusesTextLongerThanItsField() {
    try (Films films = tenFilms("too_long")) {
      assertRefused(
              1100, () -> films.insert(List.of(Film.of(1, 1, 0, 0, 0).withGenre("日".repeat(67)))))
          .hasMessageContaining("exceeds max length (200)");
      films.insert(List.of(Film.of(77, 1, 0, 0, 0).withGenre("日".repeat(66))));
      assertThat(films.count("")).isEqualTo(11);
    }
  }

  @Test
  void refusesARowWithoutAField() {
    try (Films films = tenFilms("incomplete")) {
      JsonObject row = Film.of(1, 1, 0, 0, 0).json();
      row.remove("year");
      assertThatThrownBy(() ->
              client.insert(
                  InsertReq.builder().collectionName(films.name()).data(List.of(row)).build()))
          .isInstanceOf(MilvusClientException.class)
          .hasMessageContaining("year");
    }
  }

  @Test
  void searchesStayCorrectWhileRowsAreWritten() throws Exception {
    try (Films films = tenFilms("concurrent");
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      AtomicBoolean done = new AtomicBoolean();
      Callable<Integer> reader =
          () -> {
            int searches = 0;
            while (!done.get() || searches == 0) {
              assertThat(films.nearest(new float[] {1, 0, 0, 0}, 10)).hasSize(10).contains(0L);
              searches++;
            }
            return searches;
          };
      Future<Integer> first = threads.submit(reader);
      Future<Integer> second = threads.submit(reader);
      try {
        for (int i = 0; i < 60; i++) {
          films.insert(List.of(Film.of(1000 + i, -1, i, 1, 0)));
          films.upsert(List.of(Film.of(2000 + i % 5, -1, i, 2, 0)));
        }
      } finally {
        done.set(true);
      }
      assertThat(first.get() + second.get()).isPositive();
      assertThat(films.count("")).isEqualTo(75);
    }
  }
}
