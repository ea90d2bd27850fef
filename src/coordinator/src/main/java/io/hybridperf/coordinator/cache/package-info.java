/** Results, policies and graph facts kept in memory, bounded in bytes and time. */
@NullMarked
package io.hybridperf.coordinator.cache;

import org.jspecify.annotations.NullMarked;
