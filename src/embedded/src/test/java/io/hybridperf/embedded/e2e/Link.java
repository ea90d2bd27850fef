package io.hybridperf.embedded.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A way over TCP to a store, that can be cut, frozen and restored. To its user a cut link looks
 * like a stopped store (connections reset, then refused), a frozen one like a host that has gone
 * silent.
 */
final class Link implements AutoCloseable {
  private final InetSocketAddress store;
  private final InetSocketAddress here;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket server;
  private boolean frozen;

  private Link(InetSocketAddress store, ServerSocket server) {
    this.store = store;
    this.server = server;
    this.here = (InetSocketAddress) server.getLocalSocketAddress();
    accept(server);
  }

  /**
   * Opens a link.
   *
   * @param store 127.0.0.1:port
   */
  static Link to(String store) throws IOException {
    int port = Integer.parseInt(store.substring(store.lastIndexOf(':') + 1));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Link(new InetSocketAddress(loopback, port), new ServerSocket(0, 50, loopback));
  }

  /** Its own end, as 127.0.0.1:port. */
  String address() {
    return "127.0.0.1:" + here.getPort();
  }

  /** Resets all connections and refuses new ones. */
  synchronized void cut() throws IOException {
    if (server != null) {
      server.close();
      server = null;
    }
    for (Socket socket : sockets) {
      reset(socket);
    }
    thaw();
  }

  /** Keeps connections, accepts new ones, and lets nothing through. */
  synchronized void freeze() {
    frozen = true;
  }

  /** As new. */
  synchronized void restore() throws IOException {
    thaw();
    if (server == null) {
      ServerSocket again = new ServerSocket();
      again.setReuseAddress(true);
      again.bind(here);
      server = again;
      accept(again);
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  private synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  private synchronized void passWhenThawed() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }

  private void accept(ServerSocket listening) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!listening.isClosed()) {
                try {
                  join(listening.accept());
                } catch (IOException e) {
                  // Closed: the loop ends. The store's refusal: the caller's socket was reset.
                }
              }
            });
  }

  private void join(Socket caller) throws IOException {
    Socket onward = new Socket();
    sockets.add(caller);
    sockets.add(onward);
    try {
      onward.connect(store);
      caller.setTcpNoDelay(true);
      onward.setTcpNoDelay(true);
      requireOpen();
    } catch (IOException e) {
      reset(caller);
      reset(onward);
      throw e;
    }
    pump(caller, onward);
    pump(onward, caller);
  }

  // Whoever came in just before a cut is not overlooked by it.
  private synchronized void requireOpen() throws IOException {
    if (server == null) {
      throw new IOException("the link is cut");
    }
  }

  private void pump(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[16 << 10];
              try (InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                  passWhenThawed();
                  out.write(buffer, 0, read);
                  out.flush();
                }
              } catch (IOException e) {
                // One end is gone, and so is the other.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                reset(from);
                reset(to);
              }
            });
  }

  private void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      // Closed by the other pump in the meantime.
    } finally {
      sockets.remove(socket);
    }
  }
}
