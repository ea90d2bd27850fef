package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.TextIn;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestRulesTest {

  private Fixture fixture;

  @BeforeAll
  void start() {
    fixture = Fixture.start();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static void assertRefused(StatusRuntimeException refused, String message) {
    assertThat(refused).isNotNull();
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource
  void aSearchThatBreaksARuleIsRefusedNamingTheField(
      SearchRequest.Builder request, String message) {
    assertRefused(Fixture.refused(() -> fixture.client().search(request.build())), message);
  }

  static Stream<Arguments> aSearchThatBreaksARuleIsRefusedNamingTheField() {
    String long129 = "x".repeat(129);
    List<String> names65 = Collections.nCopies(65, "n");
    return Stream.of(
        Arguments.of(
            SearchRequest.newBuilder(),
            "embedding: is empty, and there is no seed_content_id to start from"),
        Arguments.of(
            SearchRequest.newBuilder().addEmbedding(1),
            "embedding: has 1 dimensions, the collection has 4"),
        Arguments.of(
            SearchRequest.newBuilder().addAllEmbedding(List.of(0f, -0f, 0f, 0f)),
            "embedding: is all zero, which has no direction"),
        Arguments.of(
            SearchRequest.newBuilder().addAllEmbedding(List.of(1f, Float.NaN, 0f, 0f)),
            "embedding[1]: NaN is not finite"),
        Arguments.of(
            SearchRequest.newBuilder()
                .addAllEmbedding(List.of(1f, 0f, Float.NEGATIVE_INFINITY, 0f)),
            "embedding[2]: -Infinity is not finite"),
        Arguments.of(query().setK(1001), "k: 1001 is outside 1..1000"),
        Arguments.of(query().setK(-1), "k: -1 is outside 1..1000"),
        Arguments.of(query().setUserId("u"), "tenant_id: is empty, but user_id needs it"),
        Arguments.of(
            query().setTenantId(long129), "tenant_id: has 129 characters, at most 128 are allowed"),
        Arguments.of(
            query().setTenantId("t").setUserId(long129),
            "user_id: has 129 characters, at most 128 are allowed"),
        Arguments.of(
            query().setContext(long129), "context: has 129 characters, at most 128 are allowed"),
        Arguments.of(
            query().setQueryText("x".repeat(1025)),
            "query_text: has 1025 characters, at most 1024 are allowed"),
        Arguments.of(query().setQueryText("a\0b"), "query_text: contains a NUL character"),
        Arguments.of(
            SearchRequest.newBuilder().setQueryText("no substitute"),
            "embedding: is empty, and there is no seed_content_id to start from"),
        Arguments.of(query().setStorageValue(9), "storage: 9 is unknown"),
        Arguments.of(query().addBypassCachesValue(7), "bypass_caches[0]: 7 is not a cache"),
        Arguments.of(
            query().addBypassCaches(Cache.CACHE_UNSPECIFIED), "bypass_caches[0]: 0 is not a cache"),
        graph(GraphOptions.newBuilder().setHops(4), "graph.hops: 4 is outside 0..3"),
        graph(
            GraphOptions.newBuilder().setMaxRelated(101),
            "graph.max_related: 101 is outside 0..100"),
        graph(
            GraphOptions.newBuilder().setBatchSize(-1), "graph.batch_size: -1 is outside 0..10000"),
        graph(GraphOptions.newBuilder().setEnrichmentValue(5), "graph.enrichment: 5 is unknown"),
        graph(
            GraphOptions.newBuilder().addAllRequiredGenres(names65),
            "graph.required_genres: has 65 names, at most 64 are allowed"),
        graph(
            GraphOptions.newBuilder().addAllRequiredMoods(names65),
            "graph.required_moods: has 65 names, at most 64 are allowed"),
        Arguments.of(
            query().addAllFilters(Collections.nCopies(17, genreIn("a"))),
            "filters: has 17 conditions, at most 16 are allowed"),
        filter(
            Filter.newBuilder().setField("password").setIn(TextIn.newBuilder().addValues("x")),
            "filters[0].field: 'password' is unknown: use genre, mood, popularity or release_year"),
        filter(
            Filter.newBuilder().setField("genre"), "filters[0]: has no condition: use in or range"),
        filter(
            Filter.newBuilder().setField("genre").setIn(TextIn.getDefaultInstance()),
            "filters[0].in.values: is empty"),
        filter(
            Filter.newBuilder()
                .setField("genre")
                .setIn(TextIn.newBuilder().addAllValues(Collections.nCopies(257, "g"))),
            "filters[0].in.values: has 257 values, at most 256 are allowed"),
        filter(
            Filter.newBuilder().setField("mood").setRange(Range.newBuilder().setMin(1)),
            "filters[0]: mood is text: use in"),
        filter(
            Filter.newBuilder().setField("popularity").setIn(TextIn.newBuilder().addValues("x")),
            "filters[0]: popularity is a number: use range"),
        filter(range(Range.newBuilder()), "filters[0].range: has neither min nor max"),
        filter(
            range(Range.newBuilder().setMin(Double.NaN)),
            "filters[0].range.min: NaN is not finite"),
        filter(
            range(Range.newBuilder().setMax(Double.POSITIVE_INFINITY)),
            "filters[0].range.max: Infinity is not finite"),
        filter(
            range(Range.newBuilder().setMin(2).setMax(1)),
            "filters[0].range: min 2.0 is greater than max 1.0"));
  }

  private static Filter genreIn(String name) {
    return Filter.newBuilder().setField("genre").setIn(TextIn.newBuilder().addValues(name)).build();
  }

  private static Filter.Builder range(Range.Builder range) {
    return Filter.newBuilder().setField("release_year").setRange(range);
  }

  private static Arguments graph(GraphOptions.Builder graph, String message) {
    return Arguments.of(query().setGraph(graph), message);
  }

  private static Arguments filter(Filter.Builder filter, String message) {
    return Arguments.of(query().addFilters(filter), message);
  }

  @ParameterizedTest
  @MethodSource
  void anIngestThatBreaksARuleIsRefusedNamingTheField(
      IngestRequest.Builder request, String message) {
    assertRefused(Fixture.refused(() -> fixture.client().ingest(request.build())), message);
  }

  static Stream<Arguments> anIngestThatBreaksARuleIsRefusedNamingTheField() {
    Content good = Fixture.content(1);
    return Stream.of(
        Arguments.of(IngestRequest.newBuilder(), "items: is empty"),
        Arguments.of(
            IngestRequest.newBuilder().addAllItems(Collections.nCopies(1001, good)),
            "items: has 1001 items, at most 1000 are allowed"),
        Arguments.of(
            IngestRequest.newBuilder().addItems(good).addItems(good),
            "items[1].content_id: 1 appears twice"),
        item(good.toBuilder().setContentId(0), "items[0].content_id: 0 is not positive"),
        item(good.toBuilder().setTitle(""), "items[0].title: is empty"),
        item(
            good.toBuilder().setTitle("t".repeat(1025)),
            "items[0].title: has 1025 characters, at most 1024 are allowed"),
        item(good.toBuilder().clearEmbedding(), "items[0].embedding: is empty"),
        item(
            good.toBuilder().addEmbedding(1),
            "items[0].embedding: has 5 dimensions, the collection has 4"),
        item(good.toBuilder().addGenres(""), "items[0].genres[2]: is empty"),
        item(good.toBuilder().addThemes("a\0b"), "items[0].themes[1]: contains a NUL character"),
        item(
            good.toBuilder().addMoods("m".repeat(129)),
            "items[0].moods[1]: has 129 characters, at most 128 are allowed"),
        item(
            good.toBuilder().addAllCulturalContexts(Collections.nCopies(64, "c")),
            "items[0].cultural_contexts: has 65 names, at most 64 are allowed"),
        item(
            good.toBuilder().setPopularity(Double.NaN), "items[0].popularity: NaN is outside 0..1"),
        item(
            good.toBuilder().setReleaseYear(1799),
            "items[0].release_year: 1799 is outside 1800..2200"),
        edge(
            Edge.newBuilder().setToContentId(2),
            ".type: 0: use SIMILAR_TO, RELATED_TO or SEQUEL_OF"),
        edge(Edge.newBuilder().setType(Edge.Type.SEQUEL_OF), ".to_content_id: 0 is not positive"),
        edge(
            Edge.newBuilder().setType(Edge.Type.SEQUEL_OF).setToContentId(1),
            ".to_content_id: 1 is the item itself"),
        edge(
            Edge.newBuilder().setType(Edge.Type.SIMILAR_TO).setToContentId(2).setStrength(1.5),
            ".strength: 1.5 is outside 0..1"));
  }

  private static Arguments item(Content.Builder content, String message) {
    return Arguments.of(IngestRequest.newBuilder().addItems(content), message);
  }

  private static Arguments edge(Edge.Builder edge, String message) {
    return item(Fixture.content(1).toBuilder().addEdges(edge), "items[0].edges[0]" + message);
  }

  @ParameterizedTest
  @MethodSource
  void feedbackThatBreaksARuleIsRefusedNamingTheField(
      FeedbackRequest.Builder request, String message) {
    assertRefused(Fixture.refused(() -> fixture.client().feedback(request.build())), message);
  }

  static Stream<Arguments> feedbackThatBreaksARuleIsRefusedNamingTheField() {
    FeedbackEvent good =
        FeedbackEvent.newBuilder()
            .setTenantId("t")
            .setUserId("u")
            .setEventType("play")
            .setReward(1)
            .build();
    return Stream.of(
        Arguments.of(FeedbackRequest.newBuilder(), "events: is empty"),
        Arguments.of(
            FeedbackRequest.newBuilder().addAllEvents(Collections.nCopies(1001, good)),
            "events: has 1001 events, at most 1000 are allowed"),
        event(good.toBuilder().setTenantId(""), "events[0].tenant_id: is empty"),
        event(good.toBuilder().setUserId("\0"), "events[0].user_id: contains a NUL character"),
        event(
            good.toBuilder().setEventType("e".repeat(65)),
            "events[0].event_type: has 65 characters, at most 64 are allowed"),
        event(good.toBuilder().setReward(-1.01), "events[0].reward: -1.01 is outside -1..1"));
  }

  private static Arguments event(FeedbackEvent.Builder event, String message) {
    return Arguments.of(FeedbackRequest.newBuilder().addEvents(event), message);
  }
}
