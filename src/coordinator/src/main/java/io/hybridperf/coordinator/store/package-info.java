/**
 * The three stores: what the coordinator asks of them, how Milvus, Neo4j and PostgreSQL answer, and
 * their schema.
 */
@NullMarked
package io.hybridperf.coordinator.store;

import org.jspecify.annotations.NullMarked;
