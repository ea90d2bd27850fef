package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * How the graph store is reached.
 *
 * @param uri bolt:// or neo4j://
 * @param database the database's name
 * @param user empty for no authentication
 * @param password the user's password
 * @param connections pool size
 * @param timeouts the longest one operation may take
 * @param connectTimeout for a new connection
 * @param vectorSearchList how many neighbours the vector index looks for at least
 * @param embeddings whether ingests write embeddings to it too, so that it can answer alone
 */
public record Neo4jConfig(
    String uri,
    String database,
    String user,
    Secret password,
    int connections,
    StoreTimeouts timeouts,
    Duration connectTimeout,
    int vectorSearchList,
    boolean embeddings) {

  static Neo4jConfig from(ConfigSection neo4j) {
    String user = neo4j.text("user");
    Secret password = neo4j.secret("password");
    if (user.isEmpty() && password.isPresent()) {
      throw new SettingException(
          "coordinator.neo4j.user is empty, so that its password would not be used: set it, or leave the password out");
    }
    return new Neo4jConfig(
        neo4j.address("uri"),
        neo4j.required("database"),
        user,
        password,
        neo4j.number("connections", 1, 1000),
        StoreTimeouts.from(neo4j),
        neo4j.duration("connect-timeout", Duration.ofMillis(10), Duration.ofMinutes(1)),
        neo4j.number("vector-search-list", 1, 10_000),
        neo4j.flag("embeddings"));
  }
}
