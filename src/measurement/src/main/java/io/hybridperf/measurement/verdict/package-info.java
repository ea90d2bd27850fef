/** Holds a run against its objectives, audits the generator, and writes the verdict. */
@NullMarked
package io.hybridperf.measurement.verdict;

import org.jspecify.annotations.NullMarked;
