/** Policies, feedback and the outbox on PostgreSQL. */
@NullMarked
package io.hybridperf.coordinator.store.postgres;

import org.jspecify.annotations.NullMarked;
