package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.api.v1.GraphOptions;
import java.util.List;

/** The lists of names that the graph holds around a content. */
enum NodeNames {
  GENRES("genres", "BELONGS_TO", "Genre", "name"),
  THEMES("themes", "HAS_THEME", "Theme", "name"),
  MOODS("moods", "HAS_MOOD", "Mood", "name"),
  CONTEXTS("contexts", "IN_CONTEXT", "CulturalContext", "region");

  private final String variable;
  private final String relationship;
  private final String label;
  private final String key;

  NodeNames(String variable, String relationship, String label, String key) {
    this.variable = variable;
    this.relationship = relationship;
    this.label = label;
    this.key = key;
  }

  /** What the list is called in statements, and a parameter with required names too. */
  String variable() {
    return variable;
  }

  /** The list around a node, as an expression. */
  String around(String node) {
    return "[(%s)-[:%s]->(x:%s) | x.%s]".formatted(node, relationship, label, key);
  }

  /** Whether a node has at least one name of a list, as a predicate. */
  String anyAround(String node, String list) {
    return "EXISTS { (%s)-[:%s]->(x:%s) WHERE x.%s IN %s }"
        .formatted(node, relationship, label, key, list);
  }

  /** The names of which content must have one; none for whatever names. */
  List<String> required(GraphOptions graph) {
    return switch (this) {
      case GENRES -> graph.getRequiredGenresList();
      case THEMES -> graph.getRequiredThemesList();
      case MOODS -> graph.getRequiredMoodsList();
      case CONTEXTS -> graph.getRequiredCulturalContextsList();
    };
  }
}
