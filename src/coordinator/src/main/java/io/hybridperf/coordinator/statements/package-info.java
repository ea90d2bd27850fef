/**
 * Every statement that the coordinator sends to Neo4j and PostgreSQL, for those who plan or explain
 * them.
 */
@NullMarked
package io.hybridperf.coordinator.statements;

import org.jspecify.annotations.NullMarked;
