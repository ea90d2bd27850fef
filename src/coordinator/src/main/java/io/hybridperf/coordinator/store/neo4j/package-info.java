/** The graph store, and the baseline that answers from the graph alone, on Neo4j. */
@NullMarked
package io.hybridperf.coordinator.store.neo4j;

import org.jspecify.annotations.NullMarked;
