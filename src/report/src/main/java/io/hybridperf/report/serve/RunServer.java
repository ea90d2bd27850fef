package io.hybridperf.report.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.hybridperf.report.cli.Plain;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Shows the runs of a folder to browsers on this machine. It reads and never writes, answers at the
 * loopback address alone, and to no other name (so that no page of another site can ask it).
 */
public final class RunServer implements AutoCloseable {

  /** Of the list, which is ours: nothing but its stylesheet. */
  private static final String STRICT =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /**
   * Of files in runs' folders, which anyone may have written: their scripts run, apart from this
   * server's origin, and reach nothing but the pictures, styles and scripts beside them.
   */
  private static final String SANDBOX =
      "sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final String PLAIN = "text/plain; charset=utf-8";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "xml", PLAIN,
          "csv", "text/csv; charset=utf-8");

  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          RunServer.class.getClassLoader(),
          "io.hybridperf.report.page.templates");

  private final Path results;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private RunServer(Path results, HttpServer server) {
    this.results = results;
    this.server = server;
  }

  /**
   * Begins to answer.
   *
   * @param results holds the folders of runs
   * @param port 0 for any that is free
   * @return a server that answers until it is closed
   * @throws IllegalArgumentException in one line, if there is no such folder or the port is taken
   */
  public static RunServer start(Path results, int port) {
    if (!Files.isDirectory(results)) {
      throw new IllegalArgumentException(
          results + " is no folder: name one that holds the folders of runs, as results/");
    }
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      RunServer server = new RunServer(results, http);
      http.setExecutor(server.threads);
      http.createContext("/", server::answer);
      http.start();
      return server;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--port=%s: %s; name another, or 0 for any that is free".formatted(port, e.getMessage()),
          e);
    }
  }

  /**
   * Where it answers.
   *
   * @return as {@code http://127.0.0.1:8099/}
   */
  public URI address() {
    return URI.create("http://127.0.0.1:%s/".formatted(server.getAddress().getPort()));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!isForUs(exchange.getRequestHeaders())) {
        send(exchange, 421, PLAIN, STRICT, "not a name of this server\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, PLAIN, STRICT, "read-only\n");
      } else {
        get(exchange, exchange.getRequestURI().getRawPath());
      }
    }
  }

  private static String type(String ending) {
    return TYPES.getOrDefault(ending, PLAIN);
  }

  private static boolean isForUs(Headers headers) {
    String host = headers.getFirst("Host");
    return host != null
        && NAMES.contains(host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT));
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/")) {
      send(exchange, 200, type("html"), STRICT, overview());
    } else if (path.equals("/overview.css")) {
      send(exchange, 200, type("css"), STRICT, stylesheet());
    } else {
      Optional<Path> file = ServedFile.of(results, path);
      if (file.isPresent()) {
        send(exchange, file.get());
      } else {
        send(exchange, 404, PLAIN, STRICT, "no such page\n");
      }
    }
  }

  private String overview() {
    StringOutput html = new StringOutput();
    ENGINE.render(
        "overview.jte",
        Map.of("folder", Plain.line(results.toString()), "rows", OverviewRow.of(results)),
        html);
    return html.toString();
  }

  private static String stylesheet() throws IOException {
    try (InputStream in = RunServer.class.getResourceAsStream("overview.css")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void send(
      HttpExchange exchange, int status, String type, String policy, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head(exchange, type, policy);
    boolean body = !exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, body ? bytes.length : -1);
    if (body) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void send(HttpExchange exchange, Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    head(exchange, type(ending), SANDBOX);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, 0);
      Files.copy(file, exchange.getResponseBody());
    }
  }

  private static void head(HttpExchange exchange, String type, String policy) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
  }
}
