/** The engines: Neo4j, PostgreSQL, the vector server, or a real Milvus in its place. */
@NullMarked
package io.hybridperf.embedded.engine;

import org.jspecify.annotations.NullMarked;
