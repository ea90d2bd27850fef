/**
 * Whole runs of the simulations, each in a JVM of its own: on the embedded stack, and on planted
 * coordinators whose faults a gate must find.
 */
@NullMarked
package io.hybridperf.e2e.runs;

import org.jspecify.annotations.NullMarked;
