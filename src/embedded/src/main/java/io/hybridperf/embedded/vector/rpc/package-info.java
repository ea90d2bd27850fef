/** Milvus's gRPC protocol: requests to calls of the index, and back. */
@NullMarked
package io.hybridperf.embedded.vector.rpc;

import org.jspecify.annotations.NullMarked;
