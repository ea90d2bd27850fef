/**
 * The process that is the embedded default: its options, its start and its end, and what it says.
 */
@NullMarked
package io.hybridperf.embedded.stack;

import org.jspecify.annotations.NullMarked;
