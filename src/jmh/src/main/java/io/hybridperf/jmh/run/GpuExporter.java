package io.hybridperf.jmh.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hybridperf.jmh.cuvs.Nvml;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * GPU metrics for Prometheus under DCGM's names, for machines where DCGM does not run: what scrapes
 * DCGM for the GPU-utilisation objective can scrape this instead. Listens on the loopback address.
 */
final class GpuExporter {
  private static final int OK = 200;
  private static final double MILLIWATTS_PER_WATT = 1_000;

  private GpuExporter() {}

  /** Serves until the process ends; returns only when there is nothing to serve. */
  static int run(Arguments arguments) throws IOException {
    Nvml nvml =
        Nvml.open()
            .orElseThrow(() ->
                new UsageException(
                    "gpu-exporter: no NVIDIA driver (libnvidia-ml.so.1) on this machine"));
    int port = arguments.number("port", 9400);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/metrics", exchange -> answer(exchange, nvml));
    server.start();
    System.out.println("GPU metrics at http:/" + server.getAddress() + "/metrics");
    return 0;
  }

  private static void answer(HttpExchange exchange, Nvml nvml) throws IOException {
    byte[] body = metrics(nvml).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(OK, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String metrics(Nvml nvml) {
    StringBuilder text = new StringBuilder();
    for (int device = 0; device < nvml.devices(); device++) {
      String labels = "{gpu=\"%d\",modelName=\"%s\"}".formatted(device, nvml.name(device));
      Nvml.Reading reading = nvml.read(device);
      line(text, "DCGM_FI_DEV_GPU_UTIL", labels, reading.utilisationPercent());
      line(text, "DCGM_FI_DEV_FB_USED", labels, (double) (reading.memoryUsedBytes() >> 20));
      line(
          text, "DCGM_FI_DEV_POWER_USAGE", labels, reading.powerMilliwatts() / MILLIWATTS_PER_WATT);
      line(text, "DCGM_FI_DEV_SM_CLOCK", labels, reading.smClockMegahertz());
      line(text, "DCGM_FI_DEV_MEM_CLOCK", labels, reading.memoryClockMegahertz());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String labels, double value) {
    text.append("# TYPE %s gauge%n%s%s %s%n".formatted(name, name, labels, number(value)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
