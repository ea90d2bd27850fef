package io.hybridperf.embedded.fault;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A way over loopback to each of some stores, that can be made to fail. The stores themselves run
 * on, so that restoring is quick and their data intact; to whoever connects through a link it looks
 * as if the store failed.
 */
public final class FaultLinks implements AutoCloseable {

  // One thread owns all state, so that nothing here is locked, and what is due at once is one
  // flush.
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fault-links", true), NioIoHandler.newFactory());
  private final Map<String, FaultLink> links = new LinkedHashMap<>();

  private FaultLinks() {}

  /**
   * Opens a link to each store, without a fault.
   *
   * @param stores by name, 127.0.0.1:port
   * @throws IOException if there is no free port
   */
  public static FaultLinks to(Map<String, String> stores) throws IOException {
    FaultLinks links = new FaultLinks();
    try {
      for (Map.Entry<String, String> store : stores.entrySet()) {
        links.links.put(store.getKey(), FaultLink.open(links.loop, store.getValue()));
      }
      return links;
    } catch (IOException e) {
      links.close();
      throw e;
    }
  }

  /**
   * Where a store is reached through its link.
   *
   * @return 127.0.0.1:port
   * @throws IllegalArgumentException if there is no such store
   */
  public String address(String store) {
    return link(store).address();
  }

  /**
   * Puts a fault in the place of the one before. It is in effect on return.
   *
   * @throws IllegalArgumentException if there is no such store
   * @throws IOException if a stopped link cannot listen again because its port was taken
   */
  public void apply(String store, Fault fault) throws IOException {
    link(store).apply(fault);
  }

  private FaultLink link(String store) {
    FaultLink link = links.get(store);
    if (link == null) {
      throw new IllegalArgumentException(
          "\"" + store + "\" is unknown; expected " + String.join(", ", links.keySet()));
    }
    return link;
  }

  /** The fault of each store. */
  public Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    links.forEach((store, link) -> faults.put(store, link.fault()));
    return faults;
  }

  /** Ends all connections. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
