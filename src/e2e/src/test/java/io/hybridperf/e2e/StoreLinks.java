package io.hybridperf.e2e;

import io.hybridperf.embedded.fault.Fault;
import io.hybridperf.embedded.fault.StoreProxies;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Ways to the three stores that can be made to fail. The stores run on: to a coordinator behind
 * these it looks the same as a store that was stopped or a host that has gone silent.
 */
final class StoreLinks implements AutoCloseable {
  private final StoreAddresses stores;
  private final String jdbc;
  private final StoreProxies links;

  private StoreLinks(StoreAddresses stores, String jdbc, StoreProxies links) {
    this.stores = stores;
    this.jdbc = jdbc;
    this.links = links;
  }

  static StoreLinks to(StoreAddresses stores) throws IOException {
    String bolt = URI.create(stores.neo4j()).getAuthority();
    String jdbc = URI.create(stores.postgresql().substring("jdbc:".length())).getAuthority();
    return new StoreLinks(
        stores,
        jdbc,
        StoreProxies.to(Map.of("milvus", stores.milvus(), "neo4j", bolt, "postgresql", jdbc)));
  }

  /** Where the stores are reached through the links. */
  StoreAddresses addresses() {
    return new StoreAddresses(
        links.address("milvus"),
        "bolt://" + links.address("neo4j"),
        stores.postgresql().replace(jdbc, links.address("postgresql")));
  }

  /**
   * Orders a fault, which replaces the one before.
   *
   * @param store milvus, neo4j or postgresql
   * @param fault as {@link Fault#parse} reads it
   */
  void apply(String store, String fault) throws IOException {
    links.apply(store, Fault.parse(fault));
  }

  void stop(String store) throws IOException {
    apply(store, "stop");
  }

  void silence(String store) throws IOException {
    apply(store, "cut");
  }

  void restore(String store) throws IOException {
    apply(store, "restore");
  }

  void restoreAll() throws IOException {
    for (String store : List.of("milvus", "neo4j", "postgresql")) {
      restore(store);
    }
  }

  @Override
  public void close() {
    links.close();
  }
}
