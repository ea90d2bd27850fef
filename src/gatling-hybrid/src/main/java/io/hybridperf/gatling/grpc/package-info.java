/**
 * A Gatling protocol for unary gRPC methods: any service, any message, on Gatling's own event
 * loops.
 *
 * <p>Nothing in here knows what is called; {@code io.hybridperf.gatling.hybrid} builds the
 * coordinator's DSL on it.
 */
@NullMarked
package io.hybridperf.gatling.grpc;

import org.jspecify.annotations.NullMarked;
