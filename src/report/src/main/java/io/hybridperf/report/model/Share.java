package io.hybridperf.report.model;

import io.hybridperf.measurement.stats.ConfidenceInterval;
import org.jspecify.annotations.Nullable;

/**
 * A share of the judged answers: recall, hits of a cache, degraded ones.
 *
 * @param series as {@code recall@10}, {@code cache.result}
 * @param label the query type; empty for all
 * @param count of how many answers
 * @param mean 0 to 1
 * @param interval 95 % confident; null with fewer than ten seconds
 */
public record Share(
    String series, String label, long count, double mean, @Nullable ConfidenceInterval interval) {}
