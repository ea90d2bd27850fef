/** What stands before a store: circuit breaker, bulkhead and time limiter. */
@NullMarked
package io.hybridperf.coordinator.store.guard;

import org.jspecify.annotations.NullMarked;
