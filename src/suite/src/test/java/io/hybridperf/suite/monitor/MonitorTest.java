package io.hybridperf.suite.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
class MonitorTest {
  private static final Pattern URL = Pattern.compile("monitor: (http://127\\.0\\.0\\.1:\\d+/) ");

  @TempDir private Path folder;

  private static Settings settings(String monitor) {
    Properties given = new Properties();
    given.setProperty("monitor", monitor);
    return Settings.load(Home.find(), "Burst", given);
  }

  private static String printed(Runnable step) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      step.run();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void isOffUnlessItIsWanted() {
    assertThat(Monitor.of(settings("off"), List.of())).isEmpty();
    assertThat(Monitor.of(Settings.load(Home.find(), "Burst", new Properties()), List.of()))
        .isEmpty();
  }

  @Test
  void aMissingPrometheusIsOneLineAndNoError() {
    try (Monitor monitor = Monitor.of(settings("on"), List.of()).orElseThrow()) {
      String said = printed(() -> monitor.start(folder, "http://127.0.0.1:1/", folder.toString()));

      assertThat(said.lines())
          .singleElement()
          .asString()
          .contains("NOT MEASURED", "config/compose");
    }
  }

  @Test
  void aPrometheusThatDoesNotStartIsOneLineAndNoError() throws IOException {
    Path program = Files.writeString(folder.resolve("prometheus"), "#!/bin/sh\nexit 1\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    try (Monitor monitor = Monitor.of(settings("on"), List.of()).orElseThrow()) {
      String said =
          printed(
              () -> monitor.start(folder.resolve("run"), "http://127.0.0.1:1/", folder.toString()));

      assertThat(said.lines())
          .singleElement()
          .asString()
          .contains("NOT MEASURED", "prometheus.log");
    }
  }

  @Test
  void theInstalledOneScrapesTheRunAndStopsWithIt() throws Exception {
    String path = String.valueOf(System.getenv("PATH"));
    assumeTrue(InstalledPrometheus.program(path).isPresent(), "no prometheus on the PATH");
    HttpServer metrics =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metrics.createContext(
        "/metrics",
        exchange -> {
          try (exchange) {
            byte[] body = "hybrid_perf_sent_total 42\n".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    metrics.start();
    String address = "http://127.0.0.1:" + metrics.getAddress().getPort() + "/";
    Monitor monitor = Monitor.of(settings("on"), List.of(address + "metrics")).orElseThrow();
    String url = "";
    try {
      Matcher said = URL.matcher(printed(() -> monitor.start(folder, address, path)));
      assertThat(said.find()).isTrue();
      url = said.group(1);
      for (String job : List.of("injector", "coordinator")) {
        await(url, "hybrid_perf_sent_total{job=\"" + job + "\"}");
      }
      assertThat(folder.resolve("prometheus/data")).isNotEmptyDirectory();
    } finally {
      monitor.close();
      metrics.stop(0);
    }
    String stopped = url;
    assertThat(answers(stopped + "-/ready")).isFalse();
  }

  private static void await(String url, String expression) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      JsonNode found;
      try (var in =
          URI.create(
                  url
                      + "api/v1/query?query="
                      + URLEncoder.encode(expression, StandardCharsets.UTF_8))
              .toURL()
              .openStream()) {
        found = new ObjectMapper().readTree(in);
      }
      if (found.at("/data/result/0/value/1").asText().equals("42")) {
        return;
      }
      assertThat(System.nanoTime()).as("%s: %s", expression, found).isLessThan(end);
      Thread.sleep(100);
    }
  }

  private static boolean answers(String url) {
    try (var in = URI.create(url).toURL().openStream()) {
      return in.read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
