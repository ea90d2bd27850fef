package io.hybridperf.coordinator.store.neo4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
   * One hop further, only where the hops before left room: then they are complete, and few. Every
   * shortest path to what is found here leads through them, so the best product through them is the
   * best of all. The hint is for small graphs, where the planner finds a scan of the index as good.
   */
  private static String further(String carried, String from, String seen, String to, int distance) {
    return """
    CALL (n, %1$s) {
      WITH n, %2$s AS steps, [found IN %3$s | found[0]] AS seen
      WHERE size(seen) < $limit
      UNWIND steps AS step
      MATCH (a:MediaContent {id: step[0]})-[r:%6$s]-(m:MediaContent)
      USING INDEX SEEK a:MediaContent(id)
      WHERE m <> n AND NOT m.id IN seen
      WITH m.id AS id, max(step[2] * %7$s) AS strength
      ORDER BY strength DESC, id LIMIT $limit
      RETURN collect([id, %5$s, strength]) AS %4$s
    }
    """
        .formatted(carried, from, seen, to, distance, EDGE, STRENGTH);
  }

  private static final String SECOND = further("near", "near", "near", "second", 2);

  private static final String THIRD =
      further("near, second", "second", "near + second", "third", 3);

  private static final String FACTS =
      """
      RETURN n.id AS id, n.title AS title,
        [(n)-[:BELONGS_TO]->(g:Genre) | g.name] AS genres,
        [(n)-[:HAS_THEME]->(t:Theme) | t.name] AS themes,
        [(n)-[:HAS_MOOD]->(o:Mood) | o.name] AS moods,
        [(n)-[:IN_CONTEXT]->(c:CulturalContext) | c.region] AS contexts,
      """;

  private static final String[] RELATED_STEPS = {"", NEAR, NEAR + SECOND, NEAR + SECOND + THIRD};

  private static final String[] RELATED = {
    "[]", "near", "(near + second)[..$limit]", "(near + second + third)[..$limit]"
  };

  private static final String[] BY_HOPS = {
    contentFacts(0), contentFacts(1), contentFacts(2), contentFacts(3)
  };

  private static String contentFacts(int hops) {
    return CONTENTS + RELATED_STEPS[hops] + FACTS + "  " + RELATED[hops] + " AS related";
  }

  private static final String SEED =
      """
      MATCH (s:MediaContent {id: $seed})
      CALL (s) {
        MATCH (s)-[:%s]-(m:MediaContent) WHERE m <> s
        WITH m, count(*) AS paths
        RETURN collect([m, 1, paths]) AS reached
      }
      """
          .formatted(EDGE);

  /**
   * As many shortest paths lead to a content as lead to those before it, added up over the edges.
   */
  private static String deeper(int depth) {
    return """
    CALL (s, reached) {
      WITH s, reached, [found IN reached | found[0]] AS seen
      UNWIND reached AS step
      WITH s, seen, step[0] AS a, step[1] AS distance, step[2] AS before
      WHERE distance = %1$s - 1
      MATCH (a)-[:%2$s]-(m:MediaContent) WHERE m <> s AND NOT m IN seen
      WITH m, sum(before) AS paths
      RETURN collect([m, %1$s, paths]) AS next
    }
    WITH s, reached + next AS reached
    """
        .formatted(depth, EDGE);
  }

  private static final String[] REACHED = {
    "", SEED, SEED + deeper(2), SEED + deeper(2) + deeper(3)
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
      MERGE (n:MediaContent {id: item.id})
      SET n.title = item.title, n.embedding = item.embedding, n.genre = item.genre,
        n.mood = item.mood, n.popularity = item.popularity, n.release_year = item.release_year
      """;

  static final String TARGETS =
      """
      UNWIND $ids AS id
      MATCH (:MediaContent {id: id})-[:%s]->(m:MediaContent)
      RETURN DISTINCT m.id AS target
      """
          .formatted(EDGE);

  /** A subquery for each content, so that Neo4j need not gather all before it deletes any. */
  static final String DELETE_RELATIONSHIPS =
      """
      UNWIND $ids AS id
      MATCH (n:MediaContent {id: id})
      CALL (n) {
        MATCH (n)-[r:BELONGS_TO|HAS_THEME|HAS_MOOD|IN_CONTEXT|%s]->()
        DELETE r
      }
      """
          .formatted(EDGE);

  private GraphQueries() {}

  /** Facts of {@code $ids} with up to {@code $limit} related contents each, 0..3 hops away. */
  static String facts(int hops) {
    return BY_HOPS[hops];
  }

  /** Finds up to {@code $limit} contents 0..3 hops away from each row's {@code n}. */
  static String relatedSteps(int hops) {
    return RELATED_STEPS[hops];
  }

  /** What {@link #relatedSteps} found, as an expression: id, distance and strength of each. */
  static String related(int hops) {
    return RELATED[hops];
  }

  /**
   * The contents at most 1..3 edges away from {@code $seed}, as one list {@code reached} of node,
   * distance and number of shortest paths.
   */
  static String reached(int depth) {
    return REACHED[depth];
  }

  /**
   * Up to {@code $limit} contents around {@code $seed}, at most 1..3 edges away, with one each of
   * the names required and none of {@code $excluded}. Each content is there once; the aggregation
   * is for its narrow rows: Neo4j would count the whole list {@code reached} with every row that
   * the sort keeps, and run out of memory that it does not use.
   *
   * @param required which lists of required names there are, as parameters of their variables' name
   */
  static String similar(int depth, Set<NodeNames> required, boolean excluding) {
    List<String> conditions = new ArrayList<>();
    for (NodeNames names : required) {
      conditions.add(names.anyAround("n", "$" + names.variable()));
    }
    if (excluding) {
      conditions.add("NOT " + NodeNames.GENRES.anyAround("n", "$excluded"));
    }
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return REACHED[depth]
        + """
        UNWIND reached AS step
        WITH step[0] AS n, max(toFloat(step[2]) / step[1]) AS score%s
        RETURN n.id AS id, score ORDER BY score DESC, id LIMIT $limit
        """
            .formatted(where);
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
