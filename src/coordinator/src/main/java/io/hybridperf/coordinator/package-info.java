/** The reference coordinator: starts, stops and configures everything else. */
@NullMarked
package io.hybridperf.coordinator;

import org.jspecify.annotations.NullMarked;
