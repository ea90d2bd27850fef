/** A data set with its queries and their true answers: what a benchmark asks. */
@NullMarked
package io.hybridperf.jmh.workload;

import org.jspecify.annotations.NullMarked;
