/** A vector store in this JVM: Milvus's gRPC protocol over Lucene HNSW indexes. */
@NullMarked
package io.hybridperf.embedded.vector;

import org.jspecify.annotations.NullMarked;
