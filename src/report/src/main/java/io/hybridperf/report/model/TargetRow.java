package io.hybridperf.report.model;

import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.TargetCounts;

/**
 * One of several targets.
 *
 * @param counts of its calls, warm-up included
 * @param judged how long callers waited for it in judged phases
 */
public record TargetRow(TargetCounts counts, CallTimes judged) {}
