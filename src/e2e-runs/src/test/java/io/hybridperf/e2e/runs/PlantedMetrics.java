package io.hybridperf.e2e.runs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/** A metrics endpoint whose threads, or GPUs, are as a test makes them up. */
final class PlantedMetrics implements AutoCloseable {
  private static final String STEADY =
      """
      # TYPE jvm_memory_used_bytes gauge
      jvm_memory_used_bytes{area="heap"} 1.0E8
      jvm_memory_committed_bytes{area="heap"} 2.0E8
      process_resident_memory_bytes 3.0E8
      process_open_fds 50
      hybrid_pool_connections{pool="neo4j",state="active"} 2
      hybrid_pool_connections{pool="neo4j",state="idle"} 8
      hybrid_pool_connections{pool="neo4j",state="max"} 10
      """;

  private final HttpServer server;

  private PlantedMetrics(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts one on any free port.
   *
   * @param threads how many there are, by seconds since now
   */
  static PlantedMetrics start(DoubleUnaryOperator threads) {
    return serving(
        seconds -> STEADY + "jvm_threads_current " + threads.applyAsDouble(seconds) + "\n");
  }

  /**
   * Starts an exporter of GPU metrics, as NVIDIA's.
   *
   * @param percents the utilisation of each GPU, by seconds since now
   */
  static PlantedMetrics gpus(DoubleUnaryOperator... percents) {
    return serving(seconds -> {
      StringBuilder text = new StringBuilder("# TYPE DCGM_FI_DEV_GPU_UTIL gauge\n");
      for (int gpu = 0; gpu < percents.length; gpu++) {
        text.append(
            "DCGM_FI_DEV_GPU_UTIL{gpu=\"%s\",modelName=\"planted\"} %s\n"
                .formatted(gpu, percents[gpu].applyAsDouble(seconds)));
      }
      return text.toString();
    });
  }

  private static PlantedMetrics serving(DoubleFunction<String> page) {
    long began = System.nanoTime();
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/metrics",
          exchange -> {
            double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
            byte[] body = page.apply(seconds).getBytes(StandardCharsets.UTF_8);
            try (exchange) {
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
      return new PlantedMetrics(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
