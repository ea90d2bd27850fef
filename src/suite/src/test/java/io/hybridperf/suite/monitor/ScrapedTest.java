package io.hybridperf.suite.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.ExternalMetrics.Measured;
import io.hybridperf.measurement.verdict.ExternalMetrics.NotMeasured;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapedTest {
  private static final ArrivalPlan PLAN =
      LoadProfile.empty()
          .warmUp(10, Duration.ofSeconds(2))
          .constant("peak", 10, Duration.ofSeconds(4))
          .plan();
  private static final Config SETTINGS =
      ConfigFactory.parseString(
          """
          monitor.series {
            "hits" { expression = "100 * hits[$window]", unit = "%", metric = cache-hit-rate }
            "gpus" { expression = "avg_over_time(gpu[$window])", unit = "%", metric = gpu-utilisation }
            "threads" { expression = "threads" }
          }
          """);

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @TempDir private Path path;

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private URI serve(String at, Function<String, String> answer, int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    servers.add(server);
    server.createContext(
        at,
        exchange -> {
          try (exchange) {
            String form =
                URLDecoder.decode(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8);
            byte[] body =
                answer
                    .apply(exchange.getRequestURI().getPath() + " " + form)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** A run of 6 s, in simulated time, that began at an epoch second. */
  private RunLog run(long epochSeconds) throws IOException {
    RunInfo info = RunInfo.starting("Burst", "lab", 1, "must-pass", 1, PLAN);
    RunFolder folder = new RunFolder(path);
    info.writeTo(folder);
    Clock clock = new Clock(epochSeconds * 1_000);
    try (RunRecorder recorder = RunRecorder.open(folder, new ArrivalClock(PLAN, 0), clock)) {
      recorder.arrivals().started(0, 0);
      recorder.writer().sent(1, "simple");
      recorder.writer().record(1, "simple", "OK", 1, 1, 0);
      for (int second = 1; second <= 6; second++) {
        clock.nanos = second * 1_000_000_000L;
        recorder.flush();
      }
    }
    return RunLog.read(folder, info);
  }

  private static final class Clock implements RecorderClock {
    private final long epochMillis;
    private long nanos;

    Clock(long epochMillis) {
      this.epochMillis = epochMillis;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      return epochMillis;
    }
  }

  private static String vector(String value) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1006,\"%s\"]}]}}"
        .formatted(value);
  }

  private static String matrix(int from, int to) {
    StringBuilder points = new StringBuilder();
    for (int at = from; at < to; at++) {
      points
          .append(points.isEmpty() ? "" : ",")
          .append("[%s,\"%s\"]".formatted(at, at == from ? "NaN" : "25.5"));
    }
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"cache\":\"result\"},\"values\":[%s]}]}}"
        .formatted(points);
  }

  private static final String NOTHING =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";

  private Findings add(URI prometheus, Findings soFar) throws IOException {
    return new Scraped(SETTINGS).add(prometheus, new RunFolder(path), run(1_000), soFar);
  }

  @Test
  void seriesAreKeptWithTheTimesOfThePlanAndMetricsAreOfTheJudgedPhases() throws Exception {
    URI prometheus =
        serve(
            "/api/v1/",
            question -> {
              asked.add(question);
              return question.contains("gpu")
                  ? NOTHING
                  : question.contains("query_range") ? matrix(1_000, 1_006) : vector("42.5");
            },
            200);

    Findings found = add(prometheus, Findings.none());

    assertThat(ScrapedSeries.read(new RunFolder(path)))
        .extracting(ScrapedSeries::name)
        .containsExactly("hits", "threads");
    ScrapedSeries hits = ScrapedSeries.read(new RunFolder(path)).getFirst();
    assertThat(hits.labels()).containsExactly(Map.entry("cache", "result"));
    assertThat(hits.seconds()).startsWith(1.0, 2.0).endsWith(5.0).hasSameSizeAs(hits.values());
    assertThat(hits.values()).containsOnly(25.5);
    assertThat(found.metrics().get("cache-hit-rate")).contains(new Measured(42.5, 4));
    assertThat(asked)
        .anyMatch(each -> each.contains("query_range") && each.contains("hits[20s]"))
        .contains("/api/v1/query query=100 * hits[4s]&time=1006.000");
    assertThat(found.metrics().get("gpu-utilisation").orElseThrow())
        .isInstanceOf(NotMeasured.class);
    assertThat(found.lines())
        .containsExactly("monitor: 2 scraped series kept; nothing was scraped of \"gpus\"");
  }

  @Test
  void whatWasMeasuredOtherwiseStays() throws Exception {
    URI prometheus =
        serve(
            "/api/v1/",
            question -> question.contains("query_range") ? matrix(1_000, 1_006) : vector("42.5"),
            200);

    Findings found = add(prometheus, Findings.none().measured("gpu-utilisation", 71, 5));

    assertThat(found.metrics().get("gpu-utilisation")).contains(new Measured(71, 5));
  }

  @Test
  void aMeanOverThePartThatWasScrapedIsNotTheRuns() throws Exception {
    URI prometheus =
        serve(
            "/api/v1/",
            question -> question.contains("query_range") ? matrix(1_004, 1_006) : vector("42.5"),
            200);

    Findings found = add(prometheus, Findings.none());

    assertThat(found.metrics().get("cache-hit-rate"))
        .contains(new NotMeasured("Prometheus has 1 of about 4 values of 100 * hits[$window]"));
  }

  @Test
  void anExpressionThatPrometheusRefusesIsNotMeasuredAndTheOthersAre() throws Exception {
    URI prometheus =
        serve(
            "/api/v1/",
            _ ->
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\\nat x\"}",
            400);

    Findings found = add(prometheus, Findings.none());

    assertThat(found.metrics().get("cache-hit-rate")).contains(new NotMeasured("parse error"));
    assertThat(found.lines()).contains("monitor: NOT MEASURED, \"hits\": parse error");
    assertThat(new RunFolder(path).scraped()).doesNotExist();
  }

  @Test
  void aPrometheusThatIsNotThereIsNoError() throws Exception {
    URI prometheus = serve("/", _ -> "", 200);
    stop();

    Findings found = add(prometheus, Findings.none());

    assertThat(found.lines()).singleElement().asString().contains("NOT MEASURED", "not answer");
    assertThat(found.metrics().get("cache-hit-rate").orElseThrow()).isInstanceOf(NotMeasured.class);
  }

  @Test
  void whatAnswersNoJsonIsNoPrometheus() throws Exception {
    Findings found = add(serve("/", _ -> "<html>", 200), Findings.none());

    assertThat(found.lines()).singleElement().asString().contains("NOT MEASURED");
  }

  @Test
  void theExpressionsOfThisProjectAreUnderstoodByARealPrometheus() throws Exception {
    String variable = String.valueOf(System.getenv("PATH"));
    assumeTrue(InstalledPrometheus.program(variable).isPresent(), "no prometheus on the PATH");
    long began = System.nanoTime();
    URI metrics =
        serve(
            "/metrics",
            _ -> {
              long ticks = (System.nanoTime() - began) / 10_000_000;
              return """
              hybrid_cache_requests_total{cache="result",result="hit"} %s
              hybrid_cache_requests_total{cache="result",result="miss"} %s
              hybrid_pool_connections{pool="milvus",state="active"} 3
              hybrid_pool_connections{pool="milvus",state="max"} 4
              hybrid_pool_connections{pool="neo4j",state="active"} 1
              hybrid_pool_connections{pool="neo4j",state="max"} 4
              DCGM_FI_DEV_GPU_UTIL{gpu="0"} 40
              DCGM_FI_DEV_GPU_UTIL{gpu="1"} 60
              """
                  .formatted(ticks, 3 * ticks);
            },
            200);
    Path config = Files.createDirectories(path.resolve("config"));
    Files.writeString(
        config.resolve("prometheus.yml"),
        """
        global: { scrape_interval: 200ms }
        scrape_configs:
          - job_name: coordinator
            static_configs: [{ targets: ["%s"] }]
        """
            .formatted(metrics.getAuthority()));
    try (InstalledServer prometheus =
        InstalledPrometheus.start(
            InstalledPrometheus.program(variable).orElseThrow(),
            config,
            path.resolve("prometheus"),
            Map.of(),
            0)) {
      // It looks for its targets when it has started, some seconds after it answers.
      try (PrometheusApi api = new PrometheusApi(URI.create(prometheus.url()))) {
        for (int n = 0; n < 150 && !scraped(api); n++) {
          Thread.sleep(200);
        }
      }
      long zero = System.currentTimeMillis() / 1_000 + 1;
      // As long as the run that is judged.
      Thread.sleep(8_000);

      Findings found =
          new Scraped(Settings.load(Home.find(), "Burst", new Properties()).config())
              .add(URI.create(prometheus.url()), new RunFolder(path), run(zero), Findings.none());

      assertThat(value(found, "cache-hit-rate")).isCloseTo(25, within(1.0));
      assertThat(value(found, "gpu-utilisation")).isCloseTo(50, within(0.01));
      assertThat(value(found, "pool-utilisation")).isCloseTo(75, within(0.01));
      assertThat(found.lines()).containsExactly("monitor: 9 scraped series kept");
    }
  }

  private static boolean scraped(PrometheusApi api) throws Exception {
    return !api.at("DCGM_FI_DEV_GPU_UTIL", System.currentTimeMillis() / 1e3).isEmpty();
  }

  private static double value(Findings found, String metric) {
    assertThat(found.metrics().get(metric).orElseThrow()).isInstanceOf(Measured.class);
    return ((Measured) found.metrics().get(metric).orElseThrow()).value();
  }
}
