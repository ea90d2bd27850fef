/** Spans of requests and their stages, for those that are traced. */
@NullMarked
package io.hybridperf.coordinator.tracing;

import org.jspecify.annotations.NullMarked;
