/** Runs that look for the highest rate a system holds. */
@NullMarked
package io.hybridperf.suite.capacity;

import org.jspecify.annotations.NullMarked;
