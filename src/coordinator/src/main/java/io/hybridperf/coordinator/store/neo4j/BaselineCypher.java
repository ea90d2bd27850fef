package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.UnitVector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.Query;
import org.neo4j.driver.Values;

/**
 * Writes one search as one statement: policy, vector index with its filters, ranking, and only for
 * the k best what they are related to.
 */
final class BaselineCypher {

  private static final String POLICY =
      """
      OPTIONAL MATCH (p:UserPolicy {tenant_id: $tenant, user_id: $user, context: $context})
      WITH p IS NOT NULL AS known,
        coalesce(p.genres, []) AS liked, coalesce(p.genre_weights, []) AS liking,
        coalesce(p.themes, []) AS likedThemes, coalesce(p.theme_weights, []) AS themeLiking,
        coalesce(p.excluded_genres, []) AS excluded,
        coalesce(p.min_release_year, -2147483648) AS minYear,
        coalesce(p.max_release_year, 2147483647) AS maxYear,
        coalesce(p.min_popularity, 0.0) AS minPopularity
      """;

  private static final String POLICY_VARIABLES =
      "liked, liking, likedThemes, themeLiking, excluded, minYear, maxYear, minPopularity";

  private static final List<String> ALLOWED =
      List.of(
          "(coalesce(n.release_year, 0) = 0 OR minYear <= n.release_year <= maxYear)",
          "coalesce(n.popularity, 0.0) >= minPopularity",
          "none(genre IN excluded WHERE genre IN genres)");

  private static final String FIRST_GENRE =
      "CASE coalesce(n.genre, '') WHEN '' THEN [] ELSE [n.genre] END";

  private static final String SCORE =
      """
      reduce(
          byGenre = reduce(start = base, i IN range(0, size(liked) - 1) |
            CASE WHEN liked[i] IN genres THEN start * (1 + liking[i]) ELSE start END),
          i IN range(0, size(likedThemes) - 1) |
            CASE WHEN likedThemes[i] IN themes THEN byGenre * (1 + 0.5 * themeLiking[i])
            ELSE byGenre END)\
      """;

  private final BaselineStore.Query query;
  private final SearchRequest request;
  private final boolean bySeed;
  private final boolean personal;
  private final Map<String, Object> parameters = new HashMap<>();

  private BaselineCypher(BaselineStore.Query query) {
    this.query = query;
    this.request = query.request();
    this.bySeed = request.getEmbeddingCount() == 0;
    this.personal = query.user().isPresent();
  }

  /**
   * The statement of a search.
   *
   * @param searchList how many neighbours the vector index looks for at least; the best are kept
   */
  static Query of(BaselineStore.Query query, int searchList) {
    return new BaselineCypher(query).statement(searchList);
  }

  private Query statement(int searchList) {
    parameters.put("k", query.k());
    parameters.put("candidates", query.candidates());
    query
        .user()
        .ifPresent(user -> {
          parameters.put("tenant", user.tenantId());
          parameters.put("user", user.userId());
          parameters.put("context", user.context());
        });
    String found = bySeed ? aroundSeed() : nearest(searchList);
    String text =
        "CYPHER 25\n"
            + (personal ? POLICY : "")
            + ranked(found)
            + candidates(found)
            + "RETURN %s AS known, hits, candidates".formatted(personal ? "known" : "false");
    return new Query(text, parameters);
  }

  /**
   * Searched a second time, for those who measure: a list kept aside would be counted with every
   * row that a sort keeps, and Neo4j would run out of memory that it does not use.
   */
  private String candidates(String found) {
    return request.getReturnVectorCandidates() && !bySeed
        ? "CALL () {\n" + found + "  RETURN collect([n.id, base]) AS candidates\n}\n"
        : "WITH *, [] AS candidates\n";
  }

  private String nearest(int searchList) {
    parameters.put("embedding", Values.vector(UnitVector.of(request.getEmbeddingList())));
    parameters.put("search_list", Math.max(searchList, query.candidates()));
    // Neo4j's score is (1 + cosine) / 2.
    return """
      MATCH (n:MediaContent)
      SEARCH n IN (VECTOR INDEX %s FOR $embedding%s LIMIT $search_list) SCORE AS similarity
      WITH n, 2 * similarity - 1 AS base ORDER BY base DESC LIMIT $candidates
    """
        .formatted(Neo4jSchema.VECTOR_INDEX, where(filters()));
  }

  /** Only what passes: content that is refused must not use up the limit. */
  private String aroundSeed() {
    parameters.put("seed", request.getSeedContentId());
    List<String> conditions = filters();
    conditions.addAll(conditions());
    return """
    %s
      UNWIND reached AS step
      WITH step[0] AS n, max(toFloat(step[2]) / step[1]) AS base
      WITH n, base%s%s
      WITH n, base ORDER BY base DESC, n.id LIMIT $candidates
    """
        .formatted(
            GraphQueries.reached(Math.max(1, request.getGraph().getHops())),
            read(early()),
            where(conditions));
  }

  private String ranked(String found) {
    EnumSet<NodeNames> early = early();
    Set<NodeNames> late = EnumSet.complementOf(early);
    int hops = query.related().hops();
    parameters.put("limit", query.related().limit());
    return """
    CALL (%s) {
    %s
      WITH n, base%s%s
      WITH n, base%s, %s AS score
      ORDER BY score DESC, n.id LIMIT $k
    %s
      WITH n, base, score%s%s, %s AS related
      RETURN collect([n.id, score, base, %s,
        genres, themes, moods, contexts, related]) AS hits
    }
    """
        .formatted(
            personal ? POLICY_VARIABLES : "",
            found,
            read(early),
            where(conditions()),
            carry(early),
            personal ? SCORE : "base",
            GraphQueries.relatedSteps(hops),
            carry(early),
            read(late),
            GraphQueries.related(hops),
            query.facts() ? "n.title" : "null");
  }

  /** What conditions and ranking look at, so that the rest is read of the k best only. */
  private EnumSet<NodeNames> early() {
    EnumSet<NodeNames> early = EnumSet.noneOf(NodeNames.class);
    if (personal) {
      early.add(NodeNames.GENRES);
      early.add(NodeNames.THEMES);
    }
    for (NodeNames names : NodeNames.values()) {
      if (!names.required(request.getGraph()).isEmpty()) {
        early.add(names);
      }
    }
    return early;
  }

  private String read(Set<NodeNames> lists) {
    StringBuilder read = new StringBuilder();
    for (NodeNames names : lists) {
      String how =
          query.facts() ? names.around("n") : names == NodeNames.GENRES ? FIRST_GENRE : "[]";
      read.append(",\n    ").append(how).append(" AS ").append(names.variable());
    }
    return read.toString();
  }

  private static String carry(Set<NodeNames> lists) {
    StringBuilder carry = new StringBuilder();
    lists.forEach(names -> carry.append(", ").append(names.variable()));
    return carry.toString();
  }

  private List<String> filters() {
    return ScalarFilters.of(request.getFiltersList()).predicates("n", parameters);
  }

  /** What the graph requires and the policy allows. */
  private List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    for (NodeNames names : NodeNames.values()) {
      List<String> required = names.required(request.getGraph());
      if (!required.isEmpty()) {
        conditions.add("any(name IN %1$s WHERE name IN $%1$s)".formatted(names.variable()));
        parameters.put(names.variable(), required);
      }
    }
    if (personal) {
      conditions.addAll(ALLOWED);
    }
    return conditions;
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }
}
