package io.hybridperf.coordinator.statements;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore.Learned;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.neo4j.BaselineCypher;
import io.hybridperf.coordinator.store.neo4j.GraphQueries;
import io.hybridperf.coordinator.store.neo4j.GraphWriter;
import io.hybridperf.coordinator.store.neo4j.Neo4jBaseline;
import io.hybridperf.coordinator.store.neo4j.NodeNames;
import io.hybridperf.coordinator.store.neo4j.TitleQuery;
import io.hybridperf.coordinator.store.postgres.PolicyLearning;
import io.hybridperf.coordinator.store.postgres.PostgresOutbox;
import io.hybridperf.coordinator.store.postgres.PostgresStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.neo4j.driver.Query;

/**
 * The statements that the coordinator runs, as it builds them, with the parameters of ordinary
 * requests: for whoever wants to see their plans.
 */
public final class StatementCatalogue {

  private static final int K = 10;
  private static final int CANDIDATES = 20;
  private static final int MAX_RELATED = 10;

  /**
   * A statement for Neo4j.
   *
   * @param name what it is for
   * @param text Cypher
   * @param parameters all that the text names
   */
  public record Cypher(String name, String text, Map<String, Object> parameters) {}

  /**
   * A statement for PostgreSQL.
   *
   * @param name what it is for
   * @param text SQL with placeholders
   * @param parameters in order: what the driver takes for one value, or an array for one of SQL
   */
  public record Sql(String name, String text, List<Object> parameters) {}

  /**
   * What the parameters are made of: contents that exist, and a policy that does.
   *
   * @param contents at least one, with all that the graph knows of them
   * @param policy whose preferences rank
   */
  public record Sample(List<Content> contents, PolicyKey policy) {}

  private final Sample sample;
  private final int searchList;
  private final List<Cypher> cypher = new ArrayList<>();

  private StatementCatalogue(Sample sample, int searchList) {
    this.sample = sample;
    this.searchList = searchList;
  }

  /**
   * Everything that is run on Neo4j.
   *
   * @param searchList as {@link Neo4jBaseline} is given
   */
  public static List<Cypher> cypher(Sample sample, int searchList) {
    StatementCatalogue catalogue = new StatementCatalogue(sample, searchList);
    catalogue.reads();
    catalogue.baseline();
    catalogue.ingest();
    catalogue.policyCopy();
    return List.copyOf(catalogue.cypher);
  }

  /** What the ingest of the first content runs on Neo4j, for whoever wants it planned before. */
  public static List<Cypher> cypherOfIngest(Sample sample) {
    StatementCatalogue catalogue = new StatementCatalogue(sample, 1);
    catalogue.unknown();
    catalogue.ingest();
    return List.copyOf(catalogue.cypher);
  }

  private Content first() {
    return sample.contents().getFirst();
  }

  private List<Long> ids() {
    return sample.contents().stream().map(Content::getContentId).toList();
  }

  private void reads() {
    List<Long> ids = ids();
    for (int hops = 0; hops <= 3; hops++) {
      add(
          "facts, %d hops".formatted(hops),
          GraphQueries.facts(hops),
          Map.of("ids", ids, "limit", MAX_RELATED));
    }
    Map<String, Object> around =
        Map.of(
            "seed", first().getContentId(),
            "limit", 3 * K,
            "excluded", List.of("none"),
            "genres", first().getGenresList(),
            "themes", first().getThemesList(),
            "moods", first().getMoodsList(),
            "contexts", first().getCulturalContextsList());
    for (int depth = 1; depth <= 3; depth++) {
      add(
          "similar, depth %d".formatted(depth),
          GraphQueries.similar(depth, Set.of(), false),
          around);
    }
    add(
        "similar, depth 3, everything required",
        GraphQueries.similar(3, EnumSet.allOf(NodeNames.class), true),
        around);
    titled("titled", GraphOptions.getDefaultInstance(), List.of(), Policy.NEUTRAL);
    titled("titled, everything required", everythingRequired(), everyFilter(), sternPolicy());
    unknown();
  }

  private void titled(String name, GraphOptions required, List<Filter> filters, Policy policy) {
    TitleQuery query =
        TitleQuery.of(new GraphStore.Titled(first().getTitle(), required, filters, policy), 3 * K);
    add(name, query.text(), query.parameters());
  }

  private static Policy sternPolicy() {
    return new Policy(Map.of(), Map.of(), Set.of("none"), 1900, 2100, 0);
  }

  private List<Filter> everyFilter() {
    return List.of(
        in(ContentFields.GENRE, first().getGenresList()),
        in(ContentFields.MOOD, List.of("", "dark")),
        range(ContentFields.POPULARITY, 0, 1),
        range(ContentFields.RELEASE_YEAR, 1900, 2100));
  }

  private GraphOptions everythingRequired() {
    return GraphOptions.newBuilder()
        .setHops(2)
        .addAllRequiredGenres(first().getGenresList())
        .addAllRequiredThemes(List.of("dark"))
        .addAllRequiredMoods(List.of("dark"))
        .addAllRequiredCulturalContexts(List.of("France"))
        .build();
  }

  private void unknown() {
    add("unknown ids", GraphQueries.UNKNOWN, Map.of("ids", ids()));
  }

  private void baseline() {
    SearchRequest simple =
        SearchRequest.newBuilder().addAllEmbedding(first().getEmbeddingList()).build();
    baseline("neo4j_only, simple", simple, false, 0, Optional.empty());
    baseline(
        "neo4j_only, simple, with candidates",
        simple.toBuilder().setReturnVectorCandidates(true).build(),
        false,
        0,
        Optional.empty());
    SearchRequest filtered = simple.toBuilder().addAllFilters(everyFilter()).build();
    baseline("neo4j_only, every filter", filtered, false, 0, Optional.empty());
    for (int hops = 1; hops <= 3; hops++) {
      baseline("neo4j_only, hybrid, %d hops".formatted(hops), simple, true, hops, Optional.empty());
    }
    Optional<PolicyKey> policy = Optional.of(sample.policy());
    baseline("neo4j_only, complex", simple, true, 1, policy);
    GraphOptions required = everythingRequired();
    baseline(
        "neo4j_only, everything required",
        filtered.toBuilder().setGraph(required).build(),
        true,
        2,
        policy);
    SearchRequest seed =
        filtered.toBuilder()
            .clearEmbedding()
            .setSeedContentId(first().getContentId())
            .setGraph(required)
            .build();
    baseline("neo4j_only, from a seed", seed, true, 1, policy);
  }

  private void baseline(
      String name, SearchRequest request, boolean facts, int hops, Optional<PolicyKey> user) {
    RelatedScope related = hops == 0 ? RelatedScope.NONE : new RelatedScope(hops, MAX_RELATED);
    BaselineCypher.Statement statement =
        BaselineCypher.of(
            new BaselineStore.Query(request, K, facts ? CANDIDATES : K, facts, related, user),
            searchList);
    add(name, statement.text(), statement.parameters());
  }

  private static Filter in(String field, List<String> values) {
    return Filter.newBuilder()
        .setField(field)
        .setIn(TextIn.newBuilder().addAllValues(values))
        .build();
  }

  private static Filter range(String field, double min, double max) {
    return Filter.newBuilder()
        .setField(field)
        .setRange(Range.newBuilder().setMin(min).setMax(max))
        .build();
  }

  private void ingest() {
    Content.Builder item = first().toBuilder();
    for (Edge.Type type :
        List.of(Edge.Type.SIMILAR_TO, Edge.Type.RELATED_TO, Edge.Type.SEQUEL_OF)) {
      item.addEdges(
          Edge.newBuilder()
              .setType(type)
              .setToContentId(sample.contents().getLast().getContentId())
              .setStrength(0.5));
    }
    int step = 1;
    for (Query query : new GraphWriter(List.of(item.build())).queries()) {
      add("ingest, step %d".formatted(step++), query.text(), query.parameters().asMap());
    }
  }

  private void policyCopy() {
    Query take = Neo4jBaseline.taking(List.of(new Learned(sample.policy(), Policy.NEUTRAL, 1)));
    add("policy copy", take.text(), take.parameters().asMap());
  }

  private void add(String name, String text, Map<String, Object> parameters) {
    cypher.add(new Cypher(name, text, parameters));
  }

  /** Everything that is run on PostgreSQL. */
  public static List<Sql> sql(Sample sample) {
    PolicyKey key = sample.policy();
    String[] tenant = {key.tenantId()};
    String[] user = {key.userId()};
    String[] context = {key.context()};
    Long[] ids = sample.contents().stream().map(Content::getContentId).toArray(Long[]::new);
    return List.of(
        new Sql("policy", PostgresStore.FIND, List.of(tenant[0], user[0], context[0])),
        new Sql(
            "feedback, events",
            PostgresStore.RECORD,
            List.of(
                tenant,
                user,
                new Long[] {ids[0]},
                new String[] {"play"},
                new Double[] {1.0},
                context)),
        new Sql("feedback, policies locked", PolicyLearning.LOCK, List.of(tenant, user, context)),
        new Sql(
            "feedback, policies taught",
            PolicyLearning.UPDATE,
            List.of(tenant, user, context, new String[] {"{}"}, new Long[] {1L})),
        new Sql("outbox, locks", PostgresOutbox.LOCK, List.of((Object) new Integer[] {0, 1})),
        new Sql(
            "outbox, an entry added", PostgresOutbox.ADD, List.of(ids, new byte[] {1}, 1.0, ids)),
        new Sql("outbox, an entry's turn", PostgresOutbox.IS_FIRST, List.of(1L, 1)),
        new Sql("outbox, an entry claimed", PostgresOutbox.CLAIM, List.of(1.0)),
        new Sql("outbox, an entry done", PostgresOutbox.DONE, List.of(1L, 1)),
        new Sql("outbox, an entry postponed", PostgresOutbox.POSTPONE, List.of(1.0, 1L, 1)),
        new Sql("outbox, depth", PostgresOutbox.DEPTH, List.of()));
  }
}
