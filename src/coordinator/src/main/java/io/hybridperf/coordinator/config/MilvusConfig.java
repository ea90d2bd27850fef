package io.hybridperf.coordinator.config;

import java.time.Duration;
import java.util.Map;

/**
 * How the vector store is reached.
 *
 * @param uri http://host:port or https://host:port
 * @param database empty for the default one
 * @param collection the collection's name
 * @param token "user:password", an API key, or none
 * @param timeouts the longest one operation may take
 * @param maxInFlight operations at the same time
 * @param consistency what a search sees of earlier writes
 * @param maxStaleness how old the data may be that a search sees
 * @param searchParams given to the index with each search
 */
public record MilvusConfig(
    String uri,
    String database,
    String collection,
    Secret token,
    StoreTimeouts timeouts,
    int maxInFlight,
    Consistency consistency,
    Duration maxStaleness,
    Map<String, Object> searchParams) {

  /** Milvus's consistency levels. */
  public enum Consistency {
    /** Every earlier write. */
    STRONG,
    /** Every earlier write of this coordinator. */
    SESSION,
    /** Every write older than a bound that Milvus is configured with. */
    BOUNDED,
    /** Whatever is there. */
    EVENTUALLY
  }

  static MilvusConfig from(ConfigSection milvus) {
    return new MilvusConfig(
        milvus.address("uri"),
        milvus.text("database"),
        milvus.required("collection"),
        milvus.secret("token"),
        StoreTimeouts.from(milvus),
        milvus.number("max-in-flight", 1, 10_000),
        milvus.oneOf("consistency", Consistency.class),
        milvus.duration("max-staleness", Duration.ZERO, Duration.ofMinutes(10)),
        milvus.table("search-params"));
  }
}
