/** Runs a simulation in JVMs of their own: again and again, for a verdict on several starts. */
@NullMarked
package io.hybridperf.suite.repeat;

import org.jspecify.annotations.NullMarked;
