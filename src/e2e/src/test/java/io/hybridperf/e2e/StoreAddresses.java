package io.hybridperf.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.embedded.stack.RunningStack;

/**
 * Where the three stores of a running stack answer.
 *
 * @param milvus host:port
 * @param neo4j bolt://host:port
 * @param postgresql a JDBC address, user included
 */
record StoreAddresses(String milvus, String neo4j, String postgresql) {

  static StoreAddresses of(RunningStack stack) throws Exception {
    JsonNode stores = stack.ready().get("stores");
    return new StoreAddresses(
        stores.get("milvus").asText(),
        stores.get("neo4j").asText(),
        stores.get("postgresql").asText());
  }
}
