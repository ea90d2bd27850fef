/** The whole hybrid stack, driven over gRPC. */
@NullMarked
package io.hybridperf.jmh.stack;

import org.jspecify.annotations.NullMarked;
