package io.hybridperf.jmh.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hybridperf.jmh.cuvs.GpuReadings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * GPU metrics for Prometheus under DCGM's names, for machines where DCGM does not run: what scrapes
 * DCGM for the GPU-utilisation objective can scrape this instead. Listens on the loopback address.
 */
final class GpuExporter implements AutoCloseable {
  private static final double MILLIWATTS_PER_WATT = 1_000;

  private final GpuReadings gpus;
  private final HttpServer server;

  private GpuExporter(GpuReadings gpus, HttpServer server) {
    this.gpus = gpus;
    this.server = server;
  }

  /** Starts to serve; port 0 is any that is free. */
  static GpuExporter start(GpuReadings gpus, int port) throws IOException {
    GpuExporter exporter =
        new GpuExporter(
            gpus,
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    exporter.server.createContext("/metrics", exporter::answer);
    exporter.server.start();
    return exporter;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = HttpURLConnection.HTTP_OK;
      String text;
      try {
        text = metrics();
      } catch (RuntimeException e) {
        // A GPU that cannot be read is no GPU at rest.
        status = HttpURLConnection.HTTP_UNAVAILABLE;
        text = e.getMessage() + "\n";
      }
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String metrics() {
    List<String> labels = new ArrayList<>();
    List<GpuReadings.Reading> readings = new ArrayList<>();
    for (int device = 0; device < gpus.devices(); device++) {
      labels.add("{gpu=\"%s\",modelName=\"%s\"}".formatted(device, gpus.name(device)));
      readings.add(gpus.read(device));
    }
    Page page = new Page(labels, readings);
    page.gauge("DCGM_FI_DEV_GPU_UTIL", GpuReadings.Reading::utilisationPercent);
    page.gauge("DCGM_FI_DEV_FB_USED", reading -> reading.memoryUsedBytes() >> 20);
    page.gauge(
        "DCGM_FI_DEV_POWER_USAGE", reading -> reading.powerMilliwatts() / MILLIWATTS_PER_WATT);
    page.gauge("DCGM_FI_DEV_SM_CLOCK", GpuReadings.Reading::smClockMegahertz);
    page.gauge("DCGM_FI_DEV_MEM_CLOCK", GpuReadings.Reading::memoryClockMegahertz);
    return page.text.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Metric by metric, since the format wants all series of one together. */
  private static final class Page {
    private final List<String> labels;
    private final List<GpuReadings.Reading> readings;
    private final StringBuilder text = new StringBuilder();

    Page(List<String> labels, List<GpuReadings.Reading> readings) {
      this.labels = labels;
      this.readings = readings;
    }

    void gauge(String name, ToDoubleFunction<GpuReadings.Reading> value) {
      text.append("# TYPE ").append(name).append(" gauge\n");
      for (int gpu = 0; gpu < readings.size(); gpu++) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s%s %.3f\n",
                name,
                labels.get(gpu),
                value.applyAsDouble(readings.get(gpu))));
      }
    }
  }
}
