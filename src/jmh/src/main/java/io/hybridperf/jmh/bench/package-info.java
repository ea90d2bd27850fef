/** The benchmarks, one class each, and what they share. */
@NullMarked
package io.hybridperf.jmh.bench;

import org.jspecify.annotations.NullMarked;
