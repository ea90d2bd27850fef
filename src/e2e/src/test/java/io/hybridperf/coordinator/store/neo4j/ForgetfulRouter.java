package io.hybridperf.coordinator.store.neo4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way over TCP to a server that may lose the connections it has: whatever is sent on them gets
 * nowhere, and nobody is told. New ones work.
 */
final class ForgetfulRouter implements AutoCloseable {

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final URI server;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  ForgetfulRouter(URI server) throws IOException {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  private static final class Connection {
    private final Socket caller;
    private final Socket onward;
    private volatile boolean forgotten;

    Connection(Socket caller, Socket onward) {
      this.caller = caller;
      this.onward = onward;
      Thread.ofVirtual().start(() -> pass(caller, onward));
      Thread.ofVirtual().start(() -> pass(onward, caller));
    }

    private void pass(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      try (to) {
        for (int n = from.getInputStream().read(buffer);
            n >= 0;
            n = from.getInputStream().read(buffer)) {
          if (!forgotten) {
            to.getOutputStream().write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // The other end is closed too.
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listening.accept();
        caller.setTcpNoDelay(true);
        Socket onward = new Socket(server.getHost(), server.getPort());
        onward.setTcpNoDelay(true);
        connections.add(new Connection(caller, onward));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  String uri() {
    return server.getScheme() + "://127.0.0.1:" + listening.getLocalPort();
  }

  /** How many connections there have been. */
  int connections() {
    return connections.size();
  }

  /** Loses the connections there are. */
  void forget() {
    connections.forEach(connection -> connection.forgotten = true);
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Connection connection : connections) {
        connection.caller.close();
        connection.onward.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
