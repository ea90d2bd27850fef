/**
 * A Gatling protocol for unary gRPC methods: any service, any message, on Gatling's own event
 * loops.
 *
 * <p>Nothing in here knows what is called.
 */
@NullMarked
package io.hybridperf.gatling.grpc;

import org.jspecify.annotations.NullMarked;
