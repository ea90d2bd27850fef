/** What several series, phases or steps of a run say together. */
@NullMarked
package io.hybridperf.measurement.analysis;

import org.jspecify.annotations.NullMarked;
