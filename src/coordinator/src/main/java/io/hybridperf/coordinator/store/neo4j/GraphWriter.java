package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.neo4j.driver.Query;
import org.neo4j.driver.TransactionContext;

/** Replaces contents in the graph, within a transaction of the caller's. */
final class GraphWriter {

  private final List<Content> contents;
  private final boolean embeddings;

  /**
   * @param embeddings whether they are written too; else a content has none, also if it had one
   */
  GraphWriter(List<Content> contents, boolean embeddings) {
    this.embeddings = embeddings;
    // In one order everywhere, so that concurrent writers do not wait for each other in a circle.
    this.contents =
        contents.stream().sorted(Comparator.comparingLong(Content::getContentId)).toList();
  }

  /** Writes, and returns the ids at both ends of every edge that came or went. */
  Set<Long> replace(TransactionContext transaction) {
    Set<Long> touched = new HashSet<>();
    for (Content content : contents) {
      touched.add(content.getContentId());
      content.getEdgesList().forEach(edge -> touched.add(edge.getToContentId()));
    }
    for (Query query : queries()) {
      if (query.text().equals(GraphQueries.TARGETS)) {
        touched.addAll(transaction.run(query).list(row -> row.get("target").asLong()));
      } else {
        transaction.run(query).consume();
      }
    }
    return touched;
  }

  /** What is run, in this order. */
  List<Query> queries() {
    List<Long> ids = contents.stream().map(Content::getContentId).toList();
    List<Query> queries = new ArrayList<>();
    queries.add(
        query(
            GraphQueries.MERGE_CONTENT, "items", contents.stream().map(this::properties).toList()));
    queries.add(query(GraphQueries.TARGETS, "ids", ids));
    queries.add(query(GraphQueries.DELETE_RELATIONSHIPS, "ids", ids));
    link(queries, "BELONGS_TO", "Genre", "name", Content::getGenresList);
    link(queries, "HAS_THEME", "Theme", "name", Content::getThemesList);
    link(queries, "HAS_MOOD", "Mood", "name", Content::getMoodsList);
    link(queries, "IN_CONTEXT", "CulturalContext", "region", Content::getCulturalContextsList);
    for (Edge.Type type :
        List.of(Edge.Type.SIMILAR_TO, Edge.Type.RELATED_TO, Edge.Type.SEQUEL_OF)) {
      draw(queries, type);
    }
    return queries;
  }

  /** The id, the title, and what the vector store holds too, for searches of Neo4j alone. */
  private Map<String, Object> properties(Content content) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("id", content.getContentId());
    properties.put("title", content.getTitle());
    if (embeddings) {
      properties.put(ContentFields.EMBEDDING, UnitVector.of(content.getEmbeddingList()));
    }
    properties.put(ContentFields.GENRE, content.getGenresCount() == 0 ? "" : content.getGenres(0));
    properties.put(ContentFields.MOOD, content.getMoodsCount() == 0 ? "" : content.getMoods(0));
    properties.put(ContentFields.POPULARITY, content.getPopularity());
    properties.put(ContentFields.RELEASE_YEAR, content.getReleaseYear());
    return properties;
  }

  private void link(
      List<Query> queries,
      String relationship,
      String label,
      String key,
      Function<Content, List<String>> names) {
    if (contents.stream().anyMatch(content -> !names.apply(content).isEmpty())) {
      queries.add(
          query(GraphQueries.link(relationship, label, key), "items", items(names, "names")));
    }
  }

  private void draw(List<Query> queries, Edge.Type type) {
    List<Map<String, Object>> edges = new ArrayList<>();
    for (Content content : contents) {
      for (Edge edge : content.getEdgesList()) {
        if (edge.getType() == type) {
          edges.add(
              Map.of(
                  "from", content.getContentId(),
                  "to", edge.getToContentId(),
                  "strength", edge.getStrength()));
        }
      }
    }
    if (!edges.isEmpty()) {
      queries.add(query(GraphQueries.edges(type.name()), "edges", edges));
    }
  }

  private List<Map<String, Object>> items(Function<Content, ?> property, String name) {
    return contents.stream()
        .map(content ->
            Map.<String, Object>of("id", content.getContentId(), name, property.apply(content)))
        .toList();
  }

  private static Query query(String cypher, String parameter, List<?> value) {
    return new Query(cypher, Map.of(parameter, value));
  }
}
