package io.hybridperf.coordinator.store;

/**
 * The Cypher that the coordinator runs. Every query starts at the unique index on MediaContent.id,
 * and every subquery yields one row, so rows never multiply.
 */
final class GraphQueries {

  private static final String EDGE = "SIMILAR_TO|RELATED_TO|SEQUEL_OF";

  private static final String STRENGTH =
      "CASE type(r) WHEN 'SEQUEL_OF' THEN 1.0 ELSE coalesce(r.strength, 0.0) END";

  private static final String CONTENTS =
      """
      UNWIND $ids AS id
      MATCH (n:MediaContent {id: id})
      """;

  /** The nearest related contents, complete if there are fewer than the limit. */
  private static final String NEAR =
      """
      CALL (n) {
        MATCH (n)-[r:%s]-(m:MediaContent) WHERE m <> n
        WITH m.id AS id, max(%s) AS strength
        ORDER BY strength DESC, id LIMIT $limit
        RETURN collect([id, 1, strength]) AS near
      }
      """
          .formatted(EDGE, STRENGTH);

  /**
   * Runs only where the first hop left room. ALL SHORTEST is fewest edges, and every path of that
   * length.
   */
  private static final String FAR =
      """
      CALL (n, near) {
        WITH n, near WHERE size(near) < $limit
        MATCH p = ALL SHORTEST (n)-[:%s]-{1,%%d}(m:MediaContent) WHERE m <> n
        WITH m.id AS id, length(p) AS distance,
          max(reduce(product = 1.0, r IN relationships(p) | product * %s)) AS strength
        WHERE distance > 1
        ORDER BY distance, strength DESC, id LIMIT $limit
        RETURN collect([id, distance, strength]) AS far
      }
      """
          .formatted(EDGE, STRENGTH);

  private static final String FACTS =
      """
      RETURN n.id AS id, n.title AS title,
        [(n)-[:BELONGS_TO]->(g:Genre) | g.name] AS genres,
        [(n)-[:HAS_THEME]->(t:Theme) | t.name] AS themes,
        [(n)-[:HAS_MOOD]->(o:Mood) | o.name] AS moods,
        [(n)-[:IN_CONTEXT]->(c:CulturalContext) | c.region] AS contexts,
      """;

  private static final String WITHOUT_RELATED = CONTENTS + FACTS + "  [] AS related";

  private static final String[] BY_HOPS = {
    WITHOUT_RELATED,
    CONTENTS + NEAR + FACTS + "  near AS related",
    CONTENTS + NEAR + FAR.formatted(2) + FACTS + "  (near + far)[..$limit] AS related",
    CONTENTS + NEAR + FAR.formatted(3) + FACTS + "  (near + far)[..$limit] AS related",
  };

  private static final String SIMILAR =
      """
      MATCH (s:MediaContent {id: $seed})
      MATCH p = ALL SHORTEST (s)-[:%s]-{1,%%d}(m:MediaContent) WHERE m <> s
      WITH m.id AS id, length(p) AS depth, count(*) AS connections
      RETURN id, toFloat(connections) / depth AS score
      ORDER BY score DESC, id LIMIT $limit
      """
          .formatted(EDGE);

  private static final String[] SIMILAR_BY_DEPTH = {
    "", SIMILAR.formatted(1), SIMILAR.formatted(2), SIMILAR.formatted(3)
  };

  static final String UNKNOWN =
      """
      UNWIND $ids AS id
      OPTIONAL MATCH (n:MediaContent {id: id})
      WITH id, n WHERE n IS NULL
      RETURN id
      """;

  static final String MERGE_CONTENT =
      """
      UNWIND $items AS item
      MERGE (n:MediaContent {id: item.id}) SET n.title = item.title
      """;

  static final String DELETE_ATTRIBUTES =
      """
      UNWIND $ids AS id
      MATCH (:MediaContent {id: id})-[r:BELONGS_TO|HAS_THEME|HAS_MOOD|IN_CONTEXT]->()
      DELETE r
      """;

  static final String DELETE_EDGES =
      """
      UNWIND $ids AS id
      MATCH (:MediaContent {id: id})-[r:%s]->(m:MediaContent)
      WITH r, m.id AS target
      DELETE r
      RETURN DISTINCT target
      """
          .formatted(EDGE);

  private GraphQueries() {}

  /** Facts of {@code $ids} with up to {@code $limit} related contents each, 0..3 hops away. */
  static String facts(int hops) {
    return BY_HOPS[hops];
  }

  /** Up to {@code $limit} contents around {@code $seed}, at most 1..3 edges away. */
  static String similar(int depth) {
    return SIMILAR_BY_DEPTH[depth];
  }

  /** Links {@code $items} to nodes of one label; the three names are constants of ours. */
  static String link(String relationship, String label, String key) {
    return """
    UNWIND $items AS item
    MATCH (n:MediaContent {id: item.id})
    UNWIND item.names AS name
    MERGE (x:%2$s {%3$s: name})
    MERGE (n)-[:%1$s]->(x)
    """
        .formatted(relationship, label, key);
  }

  /** Draws {@code $edges} of one type; the name is a constant of ours. */
  static String edges(String type) {
    String strength = type.equals("SEQUEL_OF") ? "" : "SET r.strength = edge.strength";
    return """
    UNWIND $edges AS edge
    MATCH (a:MediaContent {id: edge.from})
    WITH edge, a
    MATCH (b:MediaContent {id: edge.to})
    MERGE (a)-[r:%s]->(b)
    %s
    """
        .formatted(type, strength);
  }
}
