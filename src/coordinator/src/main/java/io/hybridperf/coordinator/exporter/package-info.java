/** What a store that exports nothing says of itself, for Prometheus. */
@NullMarked
package io.hybridperf.coordinator.exporter;

import org.jspecify.annotations.NullMarked;
