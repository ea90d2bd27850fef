/** The gRPC server and what it offers. */
@NullMarked
package io.hybridperf.coordinator.server;

import org.jspecify.annotations.NullMarked;
