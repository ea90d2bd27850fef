package io.hybridperf.coordinator;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP over HTTP on loopback, as a collector does. */
public final class SpanCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  /** A span; ids are hexadecimal, times since 1970. */
  public record Span(
      String trace, String id, String parent, String name, long startNanos, long endNanos) {

    /** How long it took. */
    public long nanos() {
      return endNanos - startNanos;
    }
  }

  private SpanCollector(HttpServer server) {
    this.server = server;
  }

  /** Begins to listen. */
  public static SpanCollector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SpanCollector collector = new SpanCollector(server);
    server.createContext("/v1/traces", collector::take);
    server.start();
    return collector;
  }

  /** What an exporter is to be given. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All that have come. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      UnknownFieldSet request = UnknownFieldSet.parseFrom(exchange.getRequestBody());
      // By opentelemetry/proto/trace/v1/trace.proto: resource spans, scope spans, spans.
      for (UnknownFieldSet resource : messages(request, 1)) {
        for (UnknownFieldSet scope : messages(resource, 2)) {
          messages(scope, 2).forEach(span -> spans.add(span(span)));
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet of, int number) throws IOException {
    List<UnknownFieldSet> found = new CopyOnWriteArrayList<>();
    for (ByteString bytes : of.getField(number).getLengthDelimitedList()) {
      found.add(UnknownFieldSet.parseFrom(bytes));
    }
    return found;
  }

  private static Span span(UnknownFieldSet span) {
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        span.getField(5).getLengthDelimitedList().getFirst().toStringUtf8(),
        span.getField(7).getFixed64List().getFirst(),
        span.getField(8).getFixed64List().getFirst());
  }

  private static String hex(UnknownFieldSet span, int number) {
    List<ByteString> found = span.getField(number).getLengthDelimitedList();
    return found.isEmpty() ? "" : HexFormat.of().formatHex(found.getFirst().toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
