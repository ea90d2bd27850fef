package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the API that a request can break, and the name of the field in the complaint. */
@WithStack
@SuppressWarnings(
    "AvoidValueSetter") // Numbers that are no member of their enum are what is tested.
class ValidationTest {
  private static final int DIMENSION = TestData.DATASET.dimension();
  private static final String CHARACTERS_129 = "\ud83c\udfac".repeat(129);

  /** Fields of which every value is allowed. */
  private static final Set<String> WITHOUT_RULE =
      Set.of(
          "SearchRequest.seed_content_id",
          "SearchRequest.return_vector_candidates",
          "GraphOptions.relationships",
          "FeedbackEvent.content_id");

  private static Client client;

  @BeforeAll
  static void connect(RunningStack stack) throws Exception {
    client = Client.of(stack.coordinator());
  }

  @AfterAll
  static void close() {
    client.close();
  }

  /** A request and the field that makes it invalid. */
  record Case(String field, Object request) {
    @Override
    public String toString() {
      return field;
    }
  }

  private static Case search(String field, Consumer<SearchRequest.Builder> breaking) {
    SearchRequest.Builder request = TestData.near(0);
    breaking.accept(request);
    return new Case(field, request.build());
  }

  private static Case filter(String field, UnaryOperator<Filter.Builder> breaking) {
    return search(
        field,
        request ->
            request
                .addFilters(Filters.atLeast("popularity", 0))
                .addFilters(breaking.apply(Filter.newBuilder())));
  }

  private static Case range(String field, double min, double max) {
    return filter(
        field,
        filter ->
            filter.setField("popularity").setRange(Range.newBuilder().setMin(min).setMax(max)));
  }

  private static Content.Builder content(long id) {
    return Content.newBuilder()
        .setContentId(id)
        .setTitle("title")
        .addAllEmbedding(TestData.near(0).getEmbeddingList());
  }

  private static Case ingest(String field, Consumer<Content.Builder> breaking) {
    Content.Builder item = content(6_000_000_001L);
    breaking.accept(item);
    return new Case(
        "items[1]." + field,
        IngestRequest.newBuilder().addItems(content(6_000_000_000L)).addItems(item).build());
  }

  private static Case edge(String field, Consumer<Edge.Builder> breaking) {
    Edge.Builder edge =
        Edge.newBuilder().setType(Edge.Type.SIMILAR_TO).setToContentId(1).setStrength(0.5);
    breaking.accept(edge);
    return ingest("edges[0]." + field, item -> item.addEdges(edge));
  }

  private static FeedbackEvent.Builder event() {
    return FeedbackEvent.newBuilder()
        .setTenantId("t")
        .setUserId("u")
        .setContentId(1)
        .setEventType("click");
  }

  private static Case feedback(String field, Consumer<FeedbackEvent.Builder> breaking) {
    FeedbackEvent.Builder event = event();
    breaking.accept(event);
    return new Case(
        "events[1]." + field,
        FeedbackRequest.newBuilder().addEvents(event()).addEvents(event).build());
  }

  private static Iterable<String> copies(int count, String value) {
    return Collections.nCopies(count, value);
  }

  static Stream<Case> invalidRequests() {
    return Stream.of(searches(), filters(), ingests(), feedbacks()).flatMap(cases -> cases);
  }

  private static Stream<Case> searches() {
    return Stream.of(
        new Case("embedding", SearchRequest.getDefaultInstance()),
        search("embedding", request -> request.addEmbedding(1)),
        search("embedding", request -> request.clearEmbedding().addEmbedding(1)),
        search(
            "embedding",
            request ->
                request.clearEmbedding().addAllEmbedding(Collections.nCopies(DIMENSION, 0f))),
        search("embedding[7]", request -> request.setEmbedding(7, Float.NaN)),
        search("embedding[0]", request -> request.setEmbedding(0, Float.POSITIVE_INFINITY)),
        search("embedding[383]", request -> request.setEmbedding(383, Float.NEGATIVE_INFINITY)),
        search("k", request -> request.setK(-1)),
        search("k", request -> request.setK(1001)),
        search("k", request -> request.setK(Integer.MIN_VALUE)),
        search("k", request -> request.setK(Integer.MAX_VALUE)),
        search("tenant_id", request -> request.setTenantId(CHARACTERS_129)),
        search("tenant_id", request -> request.setUserId("user-1")),
        search("user_id", request -> request.setTenantId("t").setUserId(CHARACTERS_129)),
        search(
            "context",
            request -> request.setTenantId("t").setUserId("u").setContext(CHARACTERS_129)),
        search("query_text", request -> request.setQueryText("x".repeat(1025))),
        search("query_text", request -> request.setQueryText("nul\0")),
        new Case("embedding", SearchRequest.newBuilder().setQueryText("no substitute").build()),
        search("storage", request -> request.setStorageValue(99)),
        search("bypass_caches[1]", r -> r.addBypassCachesValue(1).addBypassCachesValue(99)),
        search("bypass_caches[0]", request -> request.addBypassCachesValue(0)),
        search("graph.hops", request -> request.getGraphBuilder().setHops(4)),
        search("graph.hops", request -> request.getGraphBuilder().setHops(-1)),
        search("graph.max_related", request -> request.getGraphBuilder().setMaxRelated(101)),
        search("graph.max_related", request -> request.getGraphBuilder().setMaxRelated(-1)),
        search("graph.batch_size", request -> request.getGraphBuilder().setBatchSize(10_001)),
        search("graph.batch_size", request -> request.getGraphBuilder().setBatchSize(-1)),
        search("graph.enrichment", request -> request.getGraphBuilder().setEnrichmentValue(3)),
        search(
            "graph.required_genres",
            request -> request.getGraphBuilder().addAllRequiredGenres(copies(65, "x"))),
        search(
            "graph.required_cultural_contexts",
            request -> request.getGraphBuilder().addAllRequiredCulturalContexts(copies(65, "x"))),
        search(
            "graph.required_themes",
            request -> request.getGraphBuilder().addAllRequiredThemes(copies(65, "x"))),
        search(
            "graph.required_moods",
            request -> request.getGraphBuilder().addAllRequiredMoods(copies(65, "x"))),
        // Whatever does not fit is refused also where the graph alone is asked.
        new Case("k", SearchRequest.newBuilder().setSeedContentId(1).setK(1001).build()));
  }

  private static Stream<Case> filters() {
    return Stream.of(
        search(
            "filters",
            request ->
                request.addAllFilters(Collections.nCopies(17, Filters.atLeast("popularity", 0)))),
        filter("filters[1].field", filter -> filter.setRange(Range.newBuilder().setMin(0))),
        filter(
            "filters[1].field",
            filter -> filter.setField("embedding").setIn(TextIn.newBuilder().addValues("x"))),
        filter(
            "filters[1].field",
            filter -> filter.setField("genre\" or \"").setIn(TextIn.newBuilder().addValues("x"))),
        filter(
            "filters[1].field",
            filter -> filter.setField("Genre").setIn(TextIn.newBuilder().addValues("x"))),
        filter("filters[1]", filter -> filter.setField("genre")),
        filter(
            "filters[1]",
            filter -> filter.setField("genre").setRange(Range.newBuilder().setMin(1))),
        filter(
            "filters[1]",
            filter -> filter.setField("popularity").setIn(TextIn.newBuilder().addValues("x"))),
        filter("filters[1].in.values", f -> f.setField("mood").setIn(TextIn.newBuilder())),
        filter(
            "filters[1].in.values",
            filter ->
                filter.setField("mood").setIn(TextIn.newBuilder().addAllValues(copies(257, "x")))),
        filter(
            "filters[1].range",
            filter -> filter.setField("release_year").setRange(Range.newBuilder())),
        range("filters[1].range", 2, 1),
        range("filters[1].range.min", Double.NaN, 1),
        range("filters[1].range.max", 1, Double.NaN),
        range("filters[1].range.min", Double.NEGATIVE_INFINITY, 1),
        range("filters[1].range.max", 1, Double.POSITIVE_INFINITY));
  }

  private static Stream<Case> ingests() {
    return Stream.of(
        new Case("items", IngestRequest.getDefaultInstance()),
        new Case(
            "items",
            IngestRequest.newBuilder()
                .addAllItems(Collections.nCopies(1001, content(1).build()))
                .build()),
        ingest("content_id", item -> item.setContentId(0)),
        ingest("content_id", item -> item.setContentId(-5)),
        ingest("content_id", item -> item.setContentId(6_000_000_000L)),
        ingest("title", Content.Builder::clearTitle),
        ingest("title", item -> item.setTitle("x".repeat(1025))),
        ingest("title", item -> item.setTitle("nul\0")),
        ingest("embedding", Content.Builder::clearEmbedding),
        ingest("embedding", item -> item.addEmbedding(1)),
        ingest("embedding[3]", item -> item.setEmbedding(3, Float.NaN)),
        ingest("genres", item -> item.addAllGenres(copies(65, "x"))),
        ingest("genres[1]", item -> item.addGenres("x").addGenres("")),
        ingest("genres[0]", item -> item.addGenres(CHARACTERS_129)),
        ingest("themes", item -> item.addAllThemes(copies(65, "x"))),
        ingest("themes[0]", item -> item.addThemes(CHARACTERS_129)),
        ingest("moods", item -> item.addAllMoods(copies(65, "x"))),
        ingest("moods[0]", item -> item.addMoods(CHARACTERS_129)),
        ingest("cultural_contexts", item -> item.addAllCulturalContexts(copies(65, "x"))),
        ingest("cultural_contexts[0]", item -> item.addCulturalContexts(CHARACTERS_129)),
        ingest("popularity", item -> item.setPopularity(1.001)),
        ingest("popularity", item -> item.setPopularity(-0.001)),
        ingest("popularity", item -> item.setPopularity(Double.NaN)),
        ingest("release_year", item -> item.setReleaseYear(1799)),
        ingest("release_year", item -> item.setReleaseYear(2201)),
        ingest("release_year", item -> item.setReleaseYear(-1)),
        edge("type", Edge.Builder::clearType),
        edge("type", edge -> edge.setTypeValue(99)),
        edge("to_content_id", Edge.Builder::clearToContentId),
        edge("to_content_id", edge -> edge.setToContentId(Long.MAX_VALUE)),
        edge("to_content_id", edge -> edge.setToContentId(6_000_000_001L)),
        edge("strength", edge -> edge.setStrength(1.001)),
        edge("strength", edge -> edge.setStrength(-0.001)),
        edge("strength", edge -> edge.setStrength(Double.NaN)));
  }

  private static Stream<Case> feedbacks() {
    return Stream.of(
        new Case("events", FeedbackRequest.getDefaultInstance()),
        new Case(
            "events",
            FeedbackRequest.newBuilder()
                .addAllEvents(Collections.nCopies(1001, event().build()))
                .build()),
        feedback("tenant_id", FeedbackEvent.Builder::clearTenantId),
        feedback("tenant_id", event -> event.setTenantId(CHARACTERS_129)),
        feedback("tenant_id", event -> event.setTenantId("nul\0")),
        feedback("user_id", FeedbackEvent.Builder::clearUserId),
        feedback("user_id", event -> event.setUserId(CHARACTERS_129)),
        feedback("context", event -> event.setContext(CHARACTERS_129)),
        feedback("event_type", FeedbackEvent.Builder::clearEventType),
        feedback("event_type", event -> event.setEventType("x".repeat(65))),
        feedback("reward", event -> event.setReward(1.001)),
        feedback("reward", event -> event.setReward(-1.001)),
        feedback("reward", event -> event.setReward(Double.NaN)));
  }

  private static void call(Object request) {
    switch (request) {
      case SearchRequest search -> client.search(search);
      case IngestRequest ingest -> client.ingest(ingest);
      case FeedbackRequest feedback -> client.feedback(feedback);
      default -> throw new AssertionError(request);
    }
  }

  @ParameterizedTest
  @MethodSource("invalidRequests")
  void theComplaintNamesTheField(Case invalid) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> call(invalid.request()))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(e.getStatus().getDescription())
              .startsWith(invalid.field() + ":")
              .hasSizeLessThan(200)
              .doesNotContain("\n");
        });
  }

  static Stream<Case> requestsAtTheLimits() {
    String longest = "\ud83c\udfac".repeat(128);
    return Stream.of(
        search("k", request -> request.setK(1000)),
        search("k", request -> request.setK(1)),
        search(
            "names",
            request -> request.setTenantId(longest).setUserId(longest).setContext(longest)),
        search("NUL", request -> request.setTenantId("\0").setUserId("\0").setContext("\0")),
        search("query_text", request -> request.setQueryText("\ud83c\udfac".repeat(1024))),
        search("graph", request -> request.getGraphBuilder().setHops(3).setMaxRelated(100)),
        search("graph.batch_size", request -> request.getGraphBuilder().setBatchSize(10_000)),
        search(
            "graph.required_genres",
            request -> request.getGraphBuilder().addAllRequiredGenres(copies(64, "x"))),
        search(
            "filters",
            request ->
                request.addAllFilters(Collections.nCopies(16, Filters.atLeast("popularity", 0)))),
        filter(
            "filters.in.values",
            filter ->
                filter
                    .setField("genre")
                    .setIn(TextIn.newBuilder().addAllValues(copies(256, "Drama")))),
        range("filters.range", 0.25, 0.25),
        range("filters.range", -Double.MAX_VALUE, Double.MAX_VALUE),
        filter(
            "filters.range",
            filter ->
                filter
                    .setField("release_year")
                    .setRange(
                        Range.newBuilder().setMin(-Double.MAX_VALUE).setMax(Double.MAX_VALUE))),
        search("embedding", request -> request.setEmbedding(0, Float.MIN_VALUE)),
        new Case("seed", SearchRequest.newBuilder().setSeedContentId(Long.MIN_VALUE).build()));
  }

  @ParameterizedTest
  @MethodSource("requestsAtTheLimits")
  void whatIsJustWithinTheRulesIsAnswered(Case valid) {
    assertThatCode(() -> call(valid.request())).doesNotThrowAnyException();
  }

  @Test
  void noFieldOfTheApiIsForgottenHere() {
    Set<String> tried =
        invalidRequests()
            .map(Case::field)
            .map(field -> field.replaceAll("\\[\\d+]", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> untried = new TreeSet<>();
    untried.addAll(untried("", SearchRequest.getDescriptor(), tried));
    untried.addAll(untried("", IngestRequest.getDescriptor(), tried));
    untried.addAll(untried("", FeedbackRequest.getDescriptor(), tried));

    assertThat(untried).isEqualTo(WITHOUT_RULE);
  }

  private static Set<String> untried(String path, Descriptor message, Set<String> tried) {
    Set<String> untried = new TreeSet<>();
    for (FieldDescriptor field : message.getFields()) {
      String name = path + field.getName();
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        untried.addAll(untried(name + ".", field.getMessageType(), tried));
      } else if (!tried.contains(name)) {
        untried.add(message.getName() + "." + field.getName());
      }
    }
    return untried;
  }
}
