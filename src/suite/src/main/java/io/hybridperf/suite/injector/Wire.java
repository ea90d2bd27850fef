package io.hybridperf.suite.injector;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Lines over a connection, none longer than {@value #LONGEST_LINE} bytes. */
final class Wire implements AutoCloseable {
  private static final int LONGEST_LINE = 16_384;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** How long {@link #read} may wait; 0: for ever. */
  void timeoutMillis(long millis) throws IOException {
    socket.setSoTimeout(Math.toIntExact(millis));
  }

  /**
   * {@return the next line}
   *
   * @throws IOException if there is none, it is too long, or it did not come in time
   */
  String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (line.size() == LONGEST_LINE) {
        throw new IOException("a line is longer than %s bytes".formatted(LONGEST_LINE));
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  void write(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
