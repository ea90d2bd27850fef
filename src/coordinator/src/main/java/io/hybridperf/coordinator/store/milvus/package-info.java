/** The vector store on Milvus. */
@NullMarked
package io.hybridperf.coordinator.store.milvus;

import org.jspecify.annotations.NullMarked;
