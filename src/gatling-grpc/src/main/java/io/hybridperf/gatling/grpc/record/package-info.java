/** Records calls by the plan of their arrivals. */
@NullMarked
package io.hybridperf.gatling.grpc.record;

import org.jspecify.annotations.NullMarked;
