/** Service level objectives: what is measured, over which part of a run, and the limits by tier. */
@NullMarked
package io.hybridperf.measurement.slo;

import org.jspecify.annotations.NullMarked;
