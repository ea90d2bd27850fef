package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Query;

/** Writes the statement that looks through the titles. */
final class TitleQuery {

  /**
   * How many titles are looked at, the best first. Also without conditions more than are wanted:
   * many titles score alike, and those that the index happens to give first are not those of the
   * lowest ids.
   */
  private static final int MAX_MATCHES = 10_000;

  private TitleQuery() {}

  static Query of(GraphStore.Titled titled, int limit) {
    Map<String, Object> parameters = new HashMap<>();
    List<String> conditions = conditions(titled, parameters);
    parameters.put("words", words(titled.text()));
    parameters.put("limit", limit);
    parameters.put("matches", MAX_MATCHES);
    String text =
        """
        CALL db.index.fulltext.queryNodes('%s', $words, {limit: $matches})
        YIELD node AS n, score AS bm25%s
        RETURN n.id AS id, bm25 / (1 + bm25) AS score ORDER BY score DESC, id LIMIT $limit
        """
            .formatted(
                Neo4jSchema.TITLE_INDEX,
                conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    return new Query(text, parameters);
  }

  private static List<String> conditions(GraphStore.Titled titled, Map<String, Object> parameters) {
    List<String> conditions =
        new ArrayList<>(ScalarFilters.of(titled.filters()).predicates("n", parameters));
    for (NodeNames names : NodeNames.values()) {
      List<String> required = names.required(titled.required());
      if (!required.isEmpty()) {
        conditions.add(names.anyAround("n", "$" + names.variable()));
        parameters.put(names.variable(), required);
      }
    }
    Policy policy = titled.policy();
    if (!policy.excludedGenres().isEmpty()) {
      conditions.add("NOT " + NodeNames.GENRES.anyAround("n", "$excluded"));
      parameters.put("excluded", List.copyOf(policy.excludedGenres()));
    }
    if (policy.constrainsScalars()) {
      conditions.add(
          "(coalesce(n.release_year, 0) = 0 OR $from_year <= n.release_year <= $to_year)");
      conditions.add("coalesce(n.popularity, 0.0) >= $least_popularity");
      parameters.put("from_year", policy.minReleaseYear());
      parameters.put("to_year", policy.maxReleaseYear());
      parameters.put("least_popularity", policy.minPopularity());
    }
    return conditions;
  }

  /**
   * A text in the query language of Lucene: whatever is no letter or digit is escaped, blanks too,
   * so that to its parser the text is one word, and only the index's analyser takes it apart. The
   * blank before it keeps a text of only AND, OR or NOT from being an operator, and an empty one
   * from being an error.
   */
  private static String words(String text) {
    StringBuilder words = new StringBuilder("\\ ");
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (!Character.isLetterOrDigit(character)) {
        words.append('\\');
      }
      words.append(character);
    }
    return words.toString();
  }
}
