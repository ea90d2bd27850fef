package io.hybridperf.suite.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Orders faults of the embedded stack, over its loopback-only control. */
final class HttpFaultControl implements FaultControl {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int OK = 200;

  private final URI url;
  private final String token;
  private final Duration slowBy;

  /**
   * Describes a control.
   *
   * @param url where orders go, a store's name is added
   * @param token to bring along; it appears in no message
   * @param slowBy by how much a slow store is late
   */
  HttpFaultControl(URI url, String token, Duration slowBy) {
    this.url = url;
    this.token = token;
    this.slowBy = slowBy;
  }

  @Override
  public void apply(Fault fault) throws IOException {
    String order =
        fault.kind() == Fault.Kind.SLOW ? "slow " + slowBy.toMillis() + "ms" : fault.kind().order();
    order(fault.store(), order);
  }

  @Override
  public void restore(String store) throws IOException {
    order(store, "restore");
  }

  private void order(String store, String order) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + "/" + store).toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setDoOutput(true);
    try (OutputStream body = connection.getOutputStream()) {
      body.write(order.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    if (status != OK) {
      throw new IOException(
          "the fault control answered '%s' for %s with status %s".formatted(order, store, status));
    }
  }
}
