/** What Prometheus scrapes. */
@NullMarked
package io.hybridperf.coordinator.metrics;

import org.jspecify.annotations.NullMarked;
