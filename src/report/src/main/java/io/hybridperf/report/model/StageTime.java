package io.hybridperf.report.model;

/**
 * How long a part of the answers took, of judged OK answers of one query type.
 *
 * @param label the query type
 * @param stage as {@code stage.vector}, {@code coordination}
 * @param count of how many answers
 * @param meanNanos mean
 * @param p50 median in nanoseconds
 * @param p99 in nanoseconds
 */
public record StageTime(
    String label, String stage, long count, double meanNanos, long p50, long p99) {}
