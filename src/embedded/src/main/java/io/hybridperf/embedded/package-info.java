/**
 * The embedded default: a vector server, Neo4j, PostgreSQL and the reference coordinator on this
 * machine's loopback, in a process of their own, with a real data set in them.
 */
@NullMarked
package io.hybridperf.embedded;

import org.jspecify.annotations.NullMarked;
