/** Ports to the three stores and the values that pass them; nothing of an engine. */
@NullMarked
package io.hybridperf.coordinator.store;

import org.jspecify.annotations.NullMarked;
