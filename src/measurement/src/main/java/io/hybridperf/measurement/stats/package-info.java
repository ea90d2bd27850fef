/**
 * Statistics on plain numbers: confidence intervals, resampling, trends, scalability, recall. Knows
 * nothing of runs.
 */
@NullMarked
package io.hybridperf.measurement.stats;

import org.jspecify.annotations.NullMarked;
