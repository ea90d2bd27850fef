package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * How the policy store is reached.
 *
 * @param url jdbc:postgresql://...
 * @param user the role
 * @param password the role's password
 * @param connections pool size
 * @param timeouts the longest one operation may take
 * @param connectTimeout for a connection, from the pool or new
 */
public record PostgresConfig(
    String url,
    String user,
    Secret password,
    int connections,
    StoreTimeouts timeouts,
    Duration connectTimeout) {

  static PostgresConfig from(ConfigSection postgresql) {
    return new PostgresConfig(
        postgresql.required("url"),
        postgresql.text("user"),
        postgresql.secret("password"),
        postgresql.number("connections", 1, 1000),
        StoreTimeouts.from(postgresql),
        postgresql.duration("connect-timeout", Duration.ofMillis(250), Duration.ofMinutes(1)));
  }
}
