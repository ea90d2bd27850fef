/** What protects a store, and the coordinator from it: circuit breaker, bulkhead, time limiter. */
@NullMarked
package io.hybridperf.coordinator.store.guard;

import org.jspecify.annotations.NullMarked;
