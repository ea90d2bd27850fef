package io.hybridperf.plans;

import org.neo4j.driver.Query;

/**
 * A statement for Neo4j.
 *
 * @param name what it is for
 * @param query Cypher with its parameters
 */
record CypherStatement(String name, Query query) {}
