/** What the coordinator asks of its three stores, in its own words: ports and values. */
@NullMarked
package io.hybridperf.coordinator.store;

import org.jspecify.annotations.NullMarked;
