package io.hybridperf.report.model;

import org.jspecify.annotations.Nullable;

/**
 * What happened beside the load, as a fault: a line of {@code events.jsonl}.
 *
 * @param seconds since the plan's start
 * @param tookSeconds how long it took to make it happen
 * @param event what
 * @param error why it failed; null if it did not
 */
public record Event(double seconds, double tookSeconds, String event, @Nullable String error) {}
