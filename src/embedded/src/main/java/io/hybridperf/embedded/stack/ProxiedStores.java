package io.hybridperf.embedded.stack;

import io.hybridperf.embedded.fault.StoreProxies;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The three stores behind proxies that can be given faults.
 *
 * @param proxies by store: milvus, neo4j, postgresql
 * @param addresses of the proxies, in the form of the stores' addresses
 */
record ProxiedStores(StoreProxies proxies, ReadyMessage.Addresses addresses)
    implements AutoCloseable {

  /** Opens the proxies, without a fault. */
  static ProxiedStores to(ReadyMessage.Addresses stores) throws IOException {
    String bolt = URI.create(stores.neo4j()).getAuthority();
    String jdbc = URI.create(stores.postgresql().substring("jdbc:".length())).getAuthority();
    Map<String, String> direct = new LinkedHashMap<>();
    direct.put("milvus", stores.milvus());
    direct.put("neo4j", bolt);
    direct.put("postgresql", jdbc);
    StoreProxies proxies = StoreProxies.to(direct);
    return new ProxiedStores(
        proxies,
        new ReadyMessage.Addresses(
            proxies.address("milvus"),
            stores.neo4j().replace(bolt, proxies.address("neo4j")),
            stores.postgresql().replace(jdbc, proxies.address("postgresql"))));
  }

  @Override
  public void close() {
    proxies.close();
  }
}
