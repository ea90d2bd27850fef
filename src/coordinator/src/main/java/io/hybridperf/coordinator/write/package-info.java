/** Ingest and Feedback: what writes to the stores. */
@NullMarked
package io.hybridperf.coordinator.write;

import org.jspecify.annotations.NullMarked;
