package io.hybridperf.plans;

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
import io.hybridperf.coordinator.store.PolicyStore.VersionedPolicy;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.neo4j.Neo4jStatements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.neo4j.driver.Query;

/** Everything that the coordinator runs on Neo4j, with the parameters of ordinary requests. */
final class CypherStatements {

  private static final int K = 10;
  private static final int CANDIDATES = 20;
  private static final int MAX_RELATED = 10;

  private final Sample sample;
  private final int searchList;
  private final List<CypherStatement> statements = new ArrayList<>();

  private CypherStatements(Sample sample, int searchList) {
    this.sample = sample;
    this.searchList = searchList;
  }

  /**
   * All of them.
   *
   * @param searchList how many neighbours the vector index looks for at least
   */
  static List<CypherStatement> all(Sample sample, int searchList) {
    CypherStatements all = new CypherStatements(sample, searchList);
    all.reads();
    all.baseline();
    all.writes();
    return List.copyOf(all.statements);
  }

  private void add(String name, Query query) {
    statements.add(new CypherStatement(name, query));
  }

  private void reads() {
    for (int hops = 0; hops <= 3; hops++) {
      add(
          "facts, %s hops".formatted(hops),
          Neo4jStatements.facts(sample.ids(), new RelatedScope(hops, MAX_RELATED)));
    }
    GraphOptions nothing = GraphOptions.getDefaultInstance();
    for (int depth = 1; depth <= 3; depth++) {
      similar("similar, depth %s".formatted(depth), depth, nothing, Set.of());
    }
    GraphOptions ofSample =
        GraphOptions.newBuilder()
            .addAllRequiredGenres(sample.first().getGenresList())
            .addAllRequiredThemes(sample.first().getThemesList())
            .addAllRequiredMoods(sample.first().getMoodsList())
            .addAllRequiredCulturalContexts(sample.first().getCulturalContextsList())
            .build();
    similar("similar, depth 3, everything required", 3, ofSample, Set.of("none"));
    titled("titled", nothing, List.of(), Policy.NEUTRAL);
    titled(
        "titled, everything required",
        everythingRequired(),
        everyFilter(),
        new Policy(Map.of(), Map.of(), Set.of("none"), 1900, 2100, 0));
    add("unknown ids", Neo4jStatements.unknown(sample.ids()));
  }

  private void similar(String name, int depth, GraphOptions required, Set<String> excluded) {
    GraphStore.Around around =
        new GraphStore.Around(sample.first().getContentId(), depth, required, excluded);
    add(name, Neo4jStatements.similar(around, 3 * K));
  }

  private void titled(String name, GraphOptions required, List<Filter> filters, Policy policy) {
    GraphStore.Titled titled =
        new GraphStore.Titled(sample.first().getTitle(), required, filters, policy);
    add(name, Neo4jStatements.titled(titled, 3 * K));
  }

  private List<Filter> everyFilter() {
    return List.of(
        in(ContentFields.GENRE, sample.first().getGenresList()),
        in(ContentFields.MOOD, List.of("", "dark")),
        range(ContentFields.POPULARITY, 0, 1),
        range(ContentFields.RELEASE_YEAR, 1900, 2100));
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

  private GraphOptions everythingRequired() {
    return GraphOptions.newBuilder()
        .setHops(2)
        .addAllRequiredGenres(sample.first().getGenresList())
        .addAllRequiredThemes(List.of("dark"))
        .addAllRequiredMoods(List.of("dark"))
        .addAllRequiredCulturalContexts(List.of("France"))
        .build();
  }

  private void baseline() {
    SearchRequest simple =
        SearchRequest.newBuilder().addAllEmbedding(sample.first().getEmbeddingList()).build();
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
      baseline("neo4j_only, hybrid, %s hops".formatted(hops), simple, true, hops, Optional.empty());
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
            .setSeedContentId(sample.first().getContentId())
            .setGraph(required)
            .build();
    baseline("neo4j_only, from a seed", seed, true, 1, policy);
  }

  private void baseline(
      String name, SearchRequest request, boolean facts, int hops, Optional<PolicyKey> user) {
    RelatedScope related = hops == 0 ? RelatedScope.NONE : new RelatedScope(hops, MAX_RELATED);
    add(
        name,
        Neo4jStatements.search(
            new BaselineStore.Query(request, K, facts ? CANDIDATES : K, facts, related, user),
            searchList));
  }

  private void writes() {
    Content.Builder item = sample.first().toBuilder();
    for (Edge.Type type :
        List.of(Edge.Type.SIMILAR_TO, Edge.Type.RELATED_TO, Edge.Type.SEQUEL_OF)) {
      item.addEdges(
          Edge.newBuilder()
              .setType(type)
              .setToContentId(sample.contents().getLast().getContentId())
              .setStrength(0.5));
    }
    int step = 1;
    for (Query query : Neo4jStatements.replace(List.of(item.build()))) {
      add("ingest, step %s".formatted(step++), query);
    }
    add(
        "policy copy",
        Neo4jStatements.replicate(
            List.of(new VersionedPolicy(sample.policy(), Policy.NEUTRAL, 1))));
  }
}
