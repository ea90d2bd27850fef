package io.hybridperf.coordinator.store;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.neo4j.driver.TransactionContext;

/** Replaces contents in the graph, within a transaction of the caller's. */
final class GraphWriter {

  private final TransactionContext transaction;
  private final List<Content> contents;

  GraphWriter(TransactionContext transaction, List<Content> contents) {
    this.transaction = transaction;
    // In one order everywhere, so that concurrent writers do not wait for each other in a circle.
    this.contents =
        contents.stream().sorted(Comparator.comparingLong(Content::getContentId)).toList();
  }

  /** Writes, and returns the ids at both ends of every edge that came or went. */
  Set<Long> replace() {
    List<Long> ids = contents.stream().map(Content::getContentId).toList();
    Set<Long> touched = new HashSet<>(ids);
    run(GraphQueries.MERGE_CONTENT, "items", items(GraphWriter::properties, "properties"));
    run(GraphQueries.DELETE_ATTRIBUTES, "ids", ids);
    touched.addAll(
        transaction
            .run(GraphQueries.DELETE_EDGES, Map.of("ids", ids))
            .list(row -> row.get("target").asLong()));
    link("BELONGS_TO", "Genre", "name", Content::getGenresList);
    link("HAS_THEME", "Theme", "name", Content::getThemesList);
    link("HAS_MOOD", "Mood", "name", Content::getMoodsList);
    link("IN_CONTEXT", "CulturalContext", "region", Content::getCulturalContextsList);
    for (Edge.Type type :
        List.of(Edge.Type.SIMILAR_TO, Edge.Type.RELATED_TO, Edge.Type.SEQUEL_OF)) {
      draw(type, touched);
    }
    return touched;
  }

  /** The title, and what the vector store holds too, for searches of Neo4j alone. */
  private static Map<String, Object> properties(Content content) {
    return Map.of(
        "title",
        content.getTitle(),
        MediaEmbeddings.EMBEDDING,
        UnitVector.of(content.getEmbeddingList()),
        MediaEmbeddings.GENRE,
        content.getGenresCount() == 0 ? "" : content.getGenres(0),
        MediaEmbeddings.MOOD,
        content.getMoodsCount() == 0 ? "" : content.getMoods(0),
        MediaEmbeddings.POPULARITY,
        content.getPopularity(),
        MediaEmbeddings.RELEASE_YEAR,
        content.getReleaseYear());
  }

  private void link(
      String relationship, String label, String key, Function<Content, List<String>> names) {
    if (contents.stream().anyMatch(content -> !names.apply(content).isEmpty())) {
      run(GraphQueries.link(relationship, label, key), "items", items(names, "names"));
    }
  }

  private void draw(Edge.Type type, Set<Long> touched) {
    List<Map<String, Object>> edges = new ArrayList<>();
    for (Content content : contents) {
      for (Edge edge : content.getEdgesList()) {
        if (edge.getType() == type) {
          edges.add(
              Map.of(
                  "from", content.getContentId(),
                  "to", edge.getToContentId(),
                  "strength", edge.getStrength()));
          touched.add(edge.getToContentId());
        }
      }
    }
    if (!edges.isEmpty()) {
      run(GraphQueries.edges(type.name()), "edges", edges);
    }
  }

  private List<Map<String, Object>> items(Function<Content, ?> property, String name) {
    return contents.stream()
        .map(content ->
            Map.<String, Object>of("id", content.getContentId(), name, property.apply(content)))
        .toList();
  }

  private void run(String cypher, String parameter, List<?> value) {
    transaction.run(cypher, Map.of(parameter, value)).consume();
  }
}
