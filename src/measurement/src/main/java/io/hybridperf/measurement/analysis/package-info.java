/**
 * What is computed from a whole run, beyond the statistics of one series: trends, leaks, recovery.
 */
@NullMarked
package io.hybridperf.measurement.analysis;

import org.jspecify.annotations.NullMarked;
