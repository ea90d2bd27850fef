package io.hybridperf.feeders.query;

/** The load's labels for requests; the coordinator's API does not know them. */
public enum QueryType {
  /** Vector search only. */
  SIMPLE,
  /** Vector search and graph enrichment. */
  HYBRID,
  /** Hybrid, re-ranked by the user's policy. */
  COMPLEX
}
