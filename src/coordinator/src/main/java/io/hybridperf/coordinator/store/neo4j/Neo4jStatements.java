package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.api.v1.Content;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.PolicyStore.VersionedPolicy;
import io.hybridperf.coordinator.store.RelatedScope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.Query;

/**
 * Every statement that the coordinator runs on Neo4j, one method for each: what the stores send,
 * and what there is to plan or explain. A text depends on which conditions there are and never on
 * their values, so that Neo4j plans each kind of query once.
 */
public final class Neo4jStatements {

  private Neo4jStatements() {}

  /** As {@link GraphStore#facts}. */
  public static Query facts(Collection<Long> contentIds, RelatedScope scope) {
    return new Query(
        GraphQueries.facts(scope.hops()), Map.of("ids", contentIds, "limit", scope.limit()));
  }

  /** As {@link GraphStore#similar}. */
  public static Query similar(GraphStore.Around around, int limit) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("seed", around.seed());
    parameters.put("limit", limit);
    parameters.put("excluded", List.copyOf(around.excludedGenres()));
    Set<NodeNames> required = EnumSet.noneOf(NodeNames.class);
    for (NodeNames names : NodeNames.values()) {
      if (!names.required(around.required()).isEmpty()) {
        required.add(names);
        parameters.put(names.variable(), names.required(around.required()));
      }
    }
    return new Query(
        GraphQueries.similar(around.depth(), required, !around.excludedGenres().isEmpty()),
        parameters);
  }

  /** As {@link GraphStore#titled}. */
  public static Query titled(GraphStore.Titled titled, int limit) {
    return TitleQuery.of(titled, limit);
  }

  /** As {@link GraphStore#unknown}. */
  public static Query unknown(Collection<Long> contentIds) {
    return new Query(GraphQueries.UNKNOWN, Map.of("ids", contentIds));
  }

  /** As {@link GraphStore#replace}: in this order, in one transaction. */
  public static List<Query> replace(List<Content> contents) {
    return new GraphWriter(contents, true).queries();
  }

  /**
   * As {@link BaselineStore#search}.
   *
   * @param searchList how many neighbours the vector index looks for at least, 1..10000
   */
  public static Query search(BaselineStore.Query query, int searchList) {
    return BaselineCypher.of(query, searchList);
  }

  /** As {@link BaselineStore#replicate}. */
  public static Query replicate(List<VersionedPolicy> policies) {
    return PolicyNode.replicate(policies);
  }
}
