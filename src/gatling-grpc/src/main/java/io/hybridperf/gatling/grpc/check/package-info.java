/** Checks on the answer of a call. */
@NullMarked
package io.hybridperf.gatling.grpc.check;

import org.jspecify.annotations.NullMarked;
