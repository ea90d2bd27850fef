package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore.VersionedPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.Query;

/**
 * How a policy is kept in Neo4j, for searches of Neo4j alone: a node {@code UserPolicy} with the
 * key tenant_id, user_id and context, and these properties. Preferences are two lists side by side,
 * names and weights, since a node holds no maps.
 */
public final class PolicyNode {

  /** The node's label. */
  public static final String LABEL = "UserPolicy";

  /** The properties that no two nodes have alike. */
  public static final Set<String> KEY = Set.of("tenant_id", "user_id", "context");

  /** The property that says which of two copies is newer. */
  private static final String VERSION = "version";

  /** The first SET takes the node's lock, so that the version that is read next is the last. */
  private static final String REPLICATE =
      """
      UNWIND $policies AS policy
      MERGE (p:UserPolicy {
        tenant_id: policy.tenant_id, user_id: policy.user_id, context: policy.context
      })
      SET p.copy = true
      FOREACH (newer IN CASE WHEN coalesce(p.version, 0) < policy.version THEN [1] ELSE [] END |
        SET p.version = policy.version, p.genres = policy.genres,
          p.genre_weights = policy.genre_weights, p.themes = policy.themes,
          p.theme_weights = policy.theme_weights, p.excluded_genres = policy.excluded_genres,
          p.min_release_year = policy.min_release_year,
          p.max_release_year = policy.max_release_year, p.min_popularity = policy.min_popularity
      )
      """;

  private PolicyNode() {}

  /** The statement that writes policies, those that are newer than what the graph has. */
  static Query replicate(List<VersionedPolicy> policies) {
    List<Map<String, Object>> nodes = new ArrayList<>(policies.size());
    for (VersionedPolicy policy : policies) {
      Map<String, Object> node = properties(policy.key(), policy.policy());
      node.put(VERSION, policy.version());
      nodes.add(node);
    }
    return new Query(REPLICATE, Map.of("policies", nodes));
  }

  /** The node's properties, the key included; values are what Neo4j's APIs take. */
  public static Map<String, Object> properties(PolicyKey key, Policy policy) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("tenant_id", key.tenantId());
    properties.put("user_id", key.userId());
    properties.put("context", key.context());
    preferences(properties, "genres", "genre_weights", policy.genres());
    preferences(properties, "themes", "theme_weights", policy.themes());
    properties.put("excluded_genres", policy.excludedGenres().toArray(String[]::new));
    if (policy.minReleaseYear() != Policy.NEUTRAL.minReleaseYear()) {
      properties.put("min_release_year", policy.minReleaseYear());
    }
    if (policy.maxReleaseYear() != Policy.NEUTRAL.maxReleaseYear()) {
      properties.put("max_release_year", policy.maxReleaseYear());
    }
    if (policy.minPopularity() != Policy.NEUTRAL.minPopularity()) {
      properties.put("min_popularity", policy.minPopularity());
    }
    return properties;
  }

  private static void preferences(
      Map<String, Object> properties,
      String names,
      String weights,
      Map<String, Double> preferences) {
    // One order of names everywhere, so that equal policies are equal nodes.
    String[] sorted = preferences.keySet().stream().sorted().toArray(String[]::new);
    double[] values = new double[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      values[i] = preferences.getOrDefault(sorted[i], 0.0);
    }
    properties.put(names, sorted);
    properties.put(weights, values);
  }
}
