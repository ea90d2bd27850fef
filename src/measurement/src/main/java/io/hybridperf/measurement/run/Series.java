package io.hybridperf.measurement.run;

/**
 * Names of what is recorded. The first three are written to a log each, everything else to {@code
 * values.hlog}. Further names may be used freely: letters, digits, {@code _ . - @}.
 */
public final class Series {

  /** Nanoseconds from the planned arrival to the answer. */
  public static final String RESPONSE_TIME = "response-time";

  /** Nanoseconds from the actual send to the answer. */
  public static final String SERVICE_TIME = "service-time";

  /** Nanoseconds from the planned arrival to the actual send. */
  public static final String DISPATCH_LAG = "dispatch-lag";

  /**
   * Nanoseconds from the planned arrival to the answer of one of several targets.
   *
   * @param target as it was given, {@code host:port}
   * @return its series
   */
  public static String ofTarget(String target) {
    return "target." + target.replaceAll("[^A-Za-z0-9_.@-]", "_");
  }

  /** Nanoseconds the coordinator spent in the vector store. */
  public static final String STAGE_VECTOR = "stage.vector";

  /** Nanoseconds the coordinator spent in the graph store. */
  public static final String STAGE_GRAPH = "stage.graph";

  /** Nanoseconds the coordinator spent in the policy store. */
  public static final String STAGE_POLICY = "stage.policy";

  /** Nanoseconds the coordinator spent on ranking. */
  public static final String STAGE_AGGREGATION = "stage.aggregation";

  /** Nanoseconds of the coordinator's own work: its total minus the stages it waited for. */
  public static final String COORDINATION = "coordination";

  /** Parts per million of 1.0, the unit of ratios in histograms of whole numbers. */
  public static final long PPM = 1_000_000;

  /** Whether an answer lacked a stage, in parts per million: 1,000,000 or 0. */
  public static final String DEGRADED = "degraded";

  /** Whether a whole answer came from the result cache, in parts per million: 1,000,000 or 0. */
  public static final String CACHE_RESULT = "cache.result";

  /** Whether a user's policy came from a cache, in parts per million: 1,000,000 or 0. */
  public static final String CACHE_POLICY = "cache.policy";

  /** The share of an answer's graph facts that came from a cache, in parts per million. */
  public static final String CACHE_GRAPH = "cache.graph";

  private static final String RECALL = "recall@";

  private Series() {}

  /**
   * Whether a series is known to hold nanoseconds.
   *
   * @param series its name
   * @return true for times of calls and of their stages
   */
  public static boolean isTime(String series) {
    return series.equals(RESPONSE_TIME)
        || series.equals(SERVICE_TIME)
        || series.equals(DISPATCH_LAG)
        || series.equals(COORDINATION)
        || series.startsWith("stage.");
  }

  /**
   * Whether a series is known to hold parts per million.
   *
   * @param series its name
   * @return true for recall, hits of caches and degraded answers
   */
  public static boolean isShare(String series) {
    return isRecall(series) || series.startsWith("cache.") || series.equals(DEGRADED);
  }

  /**
   * Recall among the first hits, in parts per million: 950,000 is 0.95.
   *
   * @param k of how many, 1 or more
   * @return as {@code recall@10}
   */
  public static String recallAt(int k) {
    return RECALL + k;
  }

  /**
   * Whether a name is of a recall among the first hits.
   *
   * @param name of a series
   * @return true for {@code recall@10} and the like
   */
  public static boolean isRecall(String name) {
    return name.matches("recall@[1-9][0-9]{0,5}");
  }
}
