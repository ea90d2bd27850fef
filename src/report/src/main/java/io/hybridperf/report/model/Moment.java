package io.hybridperf.report.model;

import io.hybridperf.measurement.run.Answers;

/**
 * A second of a run, or a few of a long one.
 *
 * @param start seconds since the plan's start
 * @param seconds how long it was
 * @param planned arrivals planned in it
 * @param answers what was sent and what ended in it
 * @param p50 median response time in nanoseconds, 0 where nothing ended, as all that follow
 * @param p95 of the response time
 * @param p99 of the response time
 * @param max of the response time
 */
public record Moment(
    double start,
    double seconds,
    double planned,
    Answers answers,
    long p50,
    long p95,
    long p99,
    long max) {}
