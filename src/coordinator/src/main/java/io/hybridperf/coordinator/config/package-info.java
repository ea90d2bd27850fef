/** The coordinator's settings as validated values. */
@NullMarked
package io.hybridperf.coordinator.config;

import org.jspecify.annotations.NullMarked;
