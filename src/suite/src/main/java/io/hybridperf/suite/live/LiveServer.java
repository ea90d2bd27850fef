package io.hybridperf.suite.live;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Serves a run's metrics and its page to this machine alone, read-only: {@code /metrics}, {@code /}
 * and what the page asks for.
 */
final class LiveServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /** The chart library, from its jar; the version is that of the build's. */
  private static final String ECHARTS =
      "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private record Page(String resource, String type) {}

  private static final Map<String, Page> PAGES =
      Map.of(
          "/", new Page("live.html", "text/html; charset=utf-8"),
          "/live.css", new Page("live.css", "text/css; charset=utf-8"),
          "/live.js", new Page("live.js", "text/javascript; charset=utf-8"),
          "/echarts.js", new Page(ECHARTS, "text/javascript; charset=utf-8"));

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Function<String, String>> data;
  private final HTTPServer server;

  /**
   * Begins to serve.
   *
   * @param port the one wanted; another if it is taken
   * @param registry what {@code /metrics} shows
   * @param data JSON by path, from the request's query, which may be empty
   * @throws IOException if nothing can be listened on
   */
  LiveServer(int port, PrometheusRegistry registry, Map<String, Function<String, String>> data)
      throws IOException {
    this.data = data;
    this.server = listen(port, registry);
  }

  private HTTPServer listen(int port, PrometheusRegistry registry) throws IOException {
    try {
      return builder(registry).port(port).buildAndStart();
    } catch (BindException e) {
      return builder(registry).port(0).buildAndStart();
    }
  }

  private HTTPServer.Builder builder(PrometheusRegistry registry) {
    return HTTPServer.builder()
        .hostname(LOOPBACK)
        .executorService(executor)
        .registry(registry)
        .registerHealthHandler(false)
        .defaultHandler(this::serve);
  }

  /** {@return where it is, as {@code http://127.0.0.1:9464/}} */
  String url() {
    return "http://" + LOOPBACK + ":" + server.getPort() + "/";
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      if (!method.equals("GET")) {
        send(exchange, 405, "text/plain", "read-only".getBytes(StandardCharsets.UTF_8));
      } else if (PAGES.containsKey(path)) {
        Page page = PAGES.get(path);
        send(exchange, 200, page.type(), read(page.resource()));
      } else if (data.containsKey(path)) {
        String query = exchange.getRequestURI().getQuery();
        String json = data.get(path).apply(query == null ? "" : query);
        send(exchange, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
      } else {
        send(exchange, 404, "text/plain", "no such page".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = LiveServer.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing");
      }
      return in.readAllBytes();
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.close();
    executor.shutdownNow();
  }
}
