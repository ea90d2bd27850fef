package io.hybridperf.coordinator.config;

/** Which storage answers a search. */
public enum Storage {
  /** Milvus, Neo4j and PostgreSQL together. */
  HYBRID,
  /** Neo4j alone: the baseline of comparisons. */
  NEO4J_ONLY
}
