/** Makes the stores of a target fail on purpose, and whole again. */
@NullMarked
package io.hybridperf.gatling.fault;

import org.jspecify.annotations.NullMarked;
