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
 * A TCP proxy on loopback before each of some stores, which can be given a fault (in Toxiproxy's
 * words: a toxic). The stores themselves run on, so that restoring is quick and their data intact;
 * to whoever connects through a proxy it looks as if the store failed.
 */
public final class StoreProxies implements AutoCloseable {

  // One thread owns all state, so that nothing here is locked, and what is due at once is one
  // flush.
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("store-proxies", true), NioIoHandler.newFactory());
  private final Map<String, StoreProxy> proxies = new LinkedHashMap<>();

  private StoreProxies() {}

  /**
   * Opens a proxy before each store, without a fault.
   *
   * @param stores by name, host:port
   * @throws IOException if there is no free port
   */
  public static StoreProxies to(Map<String, String> stores) throws IOException {
    StoreProxies opened = new StoreProxies();
    try {
      for (Map.Entry<String, String> store : stores.entrySet()) {
        opened.proxies.put(store.getKey(), StoreProxy.open(opened.loop, store.getValue()));
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Where a store is reached through its proxy.
   *
   * @return 127.0.0.1:port
   * @throws IllegalArgumentException if there is no such store
   */
  public String address(String store) {
    return proxy(store).address();
  }

  /**
   * Puts a fault in the place of the one before. It is in effect on return.
   *
   * @throws IllegalArgumentException if there is no such store
   * @throws IOException if a stopped proxy cannot listen again because its port was taken
   */
  public void apply(String store, Fault fault) throws IOException {
    proxy(store).apply(fault);
  }

  private StoreProxy proxy(String store) {
    StoreProxy proxy = proxies.get(store);
    if (proxy == null) {
      throw new IllegalArgumentException(
          "\"" + store + "\" is unknown; expected " + String.join(", ", proxies.keySet()));
    }
    return proxy;
  }

  /** The fault of each store. */
  public Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    proxies.forEach((store, proxy) -> faults.put(store, proxy.fault()));
    return faults;
  }

  /** Ends all connections. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
