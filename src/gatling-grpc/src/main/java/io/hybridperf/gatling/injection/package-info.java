/** Hands Gatling the arrivals of a plan, one by one. */
@NullMarked
package io.hybridperf.gatling.injection;

import org.jspecify.annotations.NullMarked;
