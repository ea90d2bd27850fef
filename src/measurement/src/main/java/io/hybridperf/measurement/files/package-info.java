/**
 * Reads files that anything may have happened to: within bounds, strictly, and in one line if not.
 */
@NullMarked
package io.hybridperf.measurement.files;

import org.jspecify.annotations.NullMarked;
