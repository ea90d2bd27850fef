package io.hybridperf.e2e;

import java.util.Map;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** What Neo4j itself says that it was asked. */
final class Neo4jQueries {
  private static final String SECTION = "QUERIES";

  private Neo4jQueries() {}

  /**
   * How many queries with this in their text Neo4j runs while something is done. It is only asked
   * for what has ended.
   */
  static long during(StoreAddresses stores, String text, Runnable work) {
    Map<String, Object> parameters = Map.of("section", SECTION, "text", text);
    try (Driver neo4j = GraphDatabase.driver(stores.neo4j(), AuthTokens.none())) {
      // Neo4j collects from its start on, and clears nothing while it does.
      run(neo4j, "CALL db.stats.stop($section)");
      run(neo4j, "CALL db.stats.clear($section)");
      run(neo4j, "CALL db.stats.collect($section, {durationSeconds: 0})");
      try {
        work.run();
      } finally {
        run(neo4j, "CALL db.stats.stop($section)");
      }
      return neo4j
          .executableQuery(
              """
              CALL db.stats.retrieve($section) YIELD data
              WITH data WHERE data.query CONTAINS $text
              RETURN coalesce(sum(data.invocationSummary.invocationCount), 0) AS number
              """)
          .withParameters(parameters)
          .execute()
          .records()
          .getFirst()
          .get("number")
          .asLong();
    }
  }

  private static void run(Driver neo4j, String procedure) {
    neo4j.executableQuery(procedure).withParameters(Map.of("section", SECTION)).execute();
  }
}
