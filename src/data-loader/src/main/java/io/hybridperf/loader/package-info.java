/**
 * Brings the shipped data into the stores that a coordinator is configured with: once, resumed
 * where it was left, and looked at afterwards.
 */
@NullMarked
package io.hybridperf.loader;

import org.jspecify.annotations.NullMarked;
