/** Recording what happened, in nanoseconds, while it happens. */
@NullMarked
package io.hybridperf.measurement.record;

import org.jspecify.annotations.NullMarked;
