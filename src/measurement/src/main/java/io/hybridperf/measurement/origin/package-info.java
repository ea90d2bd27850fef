/** Where a run comes from: the machine and the sources. */
@NullMarked
package io.hybridperf.measurement.origin;

import org.jspecify.annotations.NullMarked;
