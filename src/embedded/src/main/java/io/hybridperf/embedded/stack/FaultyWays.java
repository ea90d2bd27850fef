package io.hybridperf.embedded.stack;

import io.hybridperf.embedded.fault.FaultLinks;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ways to the three stores that can be made to fail.
 *
 * @param links by store: milvus, neo4j, postgresql
 * @param addresses of the stores, through the links
 */
record FaultyWays(FaultLinks links, Ready.Addresses addresses) implements AutoCloseable {

  /** Opens them, without a fault. */
  static FaultyWays to(Ready.Addresses stores) throws IOException {
    String bolt = URI.create(stores.neo4j()).getAuthority();
    String jdbc = URI.create(stores.postgresql().substring("jdbc:".length())).getAuthority();
    Map<String, String> direct = new LinkedHashMap<>();
    direct.put("milvus", stores.milvus());
    direct.put("neo4j", bolt);
    direct.put("postgresql", jdbc);
    FaultLinks links = FaultLinks.to(direct);
    return new FaultyWays(
        links,
        new Ready.Addresses(
            links.address("milvus"),
            stores.neo4j().replace(bolt, links.address("neo4j")),
            stores.postgresql().replace(jdbc, links.address("postgresql"))));
  }

  @Override
  public void close() {
    links.close();
  }
}
