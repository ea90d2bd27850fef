/** A run's folder: what is in it, in which form, and reading it back. */
@NullMarked
package io.hybridperf.measurement.run;

import org.jspecify.annotations.NullMarked;
