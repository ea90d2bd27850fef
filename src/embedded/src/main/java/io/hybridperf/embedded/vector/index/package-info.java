/** Collections on disk and in memory: rows, columns, Lucene HNSW, the log of writes. */
@NullMarked
package io.hybridperf.embedded.vector.index;

import org.jspecify.annotations.NullMarked;
