package io.hybridperf.embedded.fault;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes orders about faults over HTTP, on loopback alone and only with the token.
 *
 * <pre>{@code
 * GET  /faults                       {"milvus":"none","neo4j":"slow 500ms","postgresql":"none"}
 * POST /faults/neo4j   slow 500ms    the same, when it is in effect
 * }</pre>
 */
public final class FaultEndpoint implements AutoCloseable {

  private static final String PATH = "/faults";
  private static final int TOKEN_BYTES = 16;
  private static final int MOST_BODY_BYTES = 100;

  private final StoreProxies proxies;
  private final String token;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private FaultEndpoint(StoreProxies proxies, String token, HttpServer server) {
    this.proxies = proxies;
    this.token = token;
    this.server = server;
  }

  /**
   * Listens on a free port of loopback, with a new token.
   *
   * @param proxies what is ordered about; left open
   */
  public static FaultEndpoint of(StoreProxies proxies) throws IOException {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FaultEndpoint control = new FaultEndpoint(proxies, HexFormat.of().formatHex(random), server);
    server.createContext("/", control::handle);
    server.setExecutor(control.threads);
    server.start();
    return control;
  }

  /** Such as {@code http://127.0.0.1:40123/faults}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  /** To be brought as {@code Authorization: Bearer TOKEN}. */
  public String token() {
    return token;
  }

  private record Reply(int status, String body) {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      byte[] body = (reply.body() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    if (!isAuthorized(exchange)) {
      return new Reply(401, "the request brings no valid bearer token; READY names it");
    }
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.equals(PATH) && method.equals("GET")) {
      return new Reply(200, state());
    }
    if (!path.startsWith(PATH + "/") || !method.equals("POST")) {
      return new Reply(404, "expected GET " + PATH + " or POST " + PATH + "/STORE");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES);
    try {
      Fault fault = Fault.parse(new String(body, StandardCharsets.UTF_8));
      proxies.apply(path.substring(PATH.length() + 1), fault);
      return new Reply(200, state());
    } catch (IllegalArgumentException e) {
      return new Reply(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Reply(500, String.valueOf(e.getMessage()));
    }
  }

  private boolean isAuthorized(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        // Takes the same time wherever the two differ.
        && MessageDigest.isEqual(
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8),
            given.getBytes(StandardCharsets.UTF_8));
  }

  private String state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    proxies.faults().forEach((store, fault) -> state.put(store, fault.toString()));
    return new ObjectMapper().writeValueAsString(state);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
