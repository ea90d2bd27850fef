/** Makes the ways to the stores fail on purpose, and whole again. */
@NullMarked
package io.hybridperf.embedded.fault;

import org.jspecify.annotations.NullMarked;
