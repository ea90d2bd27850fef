package io.hybridperf.embedded.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a link does to a connection, seen from a plain socket. */
class StoreProxiesTest {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int NOTHING_WITHIN_MILLIS = 200;
  private static final Duration DELAY = Duration.ofMillis(300);

  private ServerSocket echo;
  private StoreProxies links;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    links = StoreProxies.to(Map.of("echo", "127.0.0.1:" + echo.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException {
    links.close();
    echo.close();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket;
                  InputStream in = socket.getInputStream();
                  OutputStream out = socket.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException e) {
                // The caller is gone.
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  private Socket connect() throws IOException {
    String address = links.address("echo");
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void assertEchoes(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    assertThat(socket.getInputStream().read()).isEqualTo(value);
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(NOTHING_WITHIN_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  @Test
  void withoutAFaultEverythingPassesInOrder() throws Exception {
    byte[] sent = new byte[20 << 20];
    new Random(1).nextBytes(sent);
    try (Socket socket = connect()) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            try {
              socket.getOutputStream().write(sent);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      byte[] received = new byte[sent.length];
      new DataInputStream(socket.getInputStream()).readFully(received);

      assertThat(received).isEqualTo(sent);
      writing.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void aStoppedStoreResetsItsConnectionsAndRefusesNewOnes() throws Exception {
    try (Socket socket = connect()) {
      assertEchoes(socket, 1);

      links.apply("echo", new Fault.Stop());

      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    String before = links.address("echo");
    links.apply("echo", new Fault.None());
    assertThat(links.address("echo")).isEqualTo(before);
    try (Socket socket = connect()) {
      assertEchoes(socket, 2);
    }
  }

  @Test
  void aSlowStoreAnswersLaterByTheDelayAndInOrder() throws Exception {
    try (Socket socket = connect()) {
      assertEchoes(socket, 1);
      links.apply("echo", new Fault.Slow(DELAY));

      long start = System.nanoTime();
      assertEchoes(socket, 2);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(DELAY.toNanos());

      byte[] sent = new byte[1 << 20];
      new Random(2).nextBytes(sent);
      socket.getOutputStream().write(sent);
      links.apply("echo", new Fault.None());
      byte[] received = new byte[sent.length];
      new DataInputStream(socket.getInputStream()).readFully(received);
      assertThat(received).isEqualTo(sent);
    }
  }

  @Test
  void restoringSendsAtOnceWhatWasDelayed() throws Exception {
    try (Socket socket = connect()) {
      links.apply("echo", new Fault.Slow(Duration.ofSeconds(60)));
      socket.getOutputStream().write(7);
      assertSilent(socket);

      links.apply("echo", new Fault.None());

      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aCutHangsOldAndNewConnectionsAndLosesNothingThatIsSentAgain() throws Exception {
    try (Socket old = connect()) {
      assertEchoes(old, 1);
      links.apply("echo", new Fault.Cut());

      old.getOutputStream().write(2);
      assertSilent(old);
      try (Socket young = connect()) {
        young.getOutputStream().write(3);
        assertSilent(young);

        links.apply("echo", new Fault.None());

        assertThat(old.getInputStream().read()).isEqualTo(2);
        assertThat(young.getInputStream().read()).isEqualTo(3);
      }
    }
  }

  @Test
  void aConnectionThatTheStoreEndsIsEndedForTheCaller() throws Exception {
    try (Socket socket = connect()) {
      assertEchoes(socket, 1);
      socket.shutdownOutput();

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void anUnknownStoreIsNamed() {
    assertThatThrownBy(() -> links.apply("redis", new Fault.Stop()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"redis\" is unknown; expected echo");
  }
}
