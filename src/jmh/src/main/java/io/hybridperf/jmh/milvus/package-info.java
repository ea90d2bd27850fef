/** Milvus over its SDK, of any index type, when an address is configured and the SDK is there. */
@NullMarked
package io.hybridperf.jmh.milvus;

import org.jspecify.annotations.NullMarked;
