/** The folder of a run: what is in it, and reading it back. */
@NullMarked
package io.hybridperf.measurement.run;

import org.jspecify.annotations.NullMarked;
