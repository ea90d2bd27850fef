package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.stack.StackProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import simulations.Smoke;

/**
 * A run on real engines that a real Prometheus and a real Alertmanager watch with this project's
 * configuration: what panels and rules ask for is there, and says what the run's own record says;
 * what fires reaches whom it is for.
 */
@Tag("slow")
@Tag("stack")
@Isolated("starts real engines")
class MonitoringRunTest {
  private static final Pattern CLASS_PATH = Pattern.compile("^-cp \"(.*)\"$", Pattern.MULTILINE);

  private static final Pattern NEAR_ITS_END = Pattern.compile("0:[01]\\d left");
  private static final Pattern LIVE = Pattern.compile("live: (http://127\\.0\\.0\\.1:\\d+)/");

  /** Of the histograms. */
  private static final List<Double> BUCKETS_MS =
      List.of(
          0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.7, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 200.0, 500.0, 1e3,
          2e3, 5e3);

  private static final String ANSWERED = "hybrid_requests_total\\{.*status=\"ok\".*";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static StackProcess stack;
  private static URI metrics;
  private static URI live;
  private static GatlingProcess run;
  private static PrometheusServer prometheus;
  private static AlertmanagerServer alertmanager;
  private static Process node;
  private static Process neo4j;
  private static PlantedMetrics gpus;
  private static double searchesBefore;
  private static HttpServer collector;
  private static final Queue<String> spans = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void watchARun() throws Exception {
    Optional<String> nodeExporter =
        PrometheusServer.installed("node_exporter", "prometheus-node-exporter");
    if (!PrometheusServer.isInstalled()
        || AlertmanagerServer.installed().isEmpty()
        || nodeExporter.isEmpty()) {
      String missing =
          "not all on the PATH: apt-get install prometheus prometheus-alertmanager prometheus-node-exporter";
      assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
      assumeTrue(false, missing);
    }
    String nodeMetrics = "127.0.0.1:" + PrometheusServer.freePort();
    node =
        new ProcessBuilder(nodeExporter.orElseThrow(), "--web.listen-address=" + nodeMetrics)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("node-exporter.log").toFile())
            .start();
    gpus = PlantedMetrics.gpus(_ -> 20, _ -> 40);
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            spans.add(HexFormat.of().formatHex(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    stack = Project.tracedStack("http://127.0.0.1:" + collector.getAddress().getPort());
    String neo4jMetrics = "127.0.0.1:" + PrometheusServer.freePort();
    neo4j = neo4jExporter(stack.description().at("/stores/neo4j").asText(), neo4jMetrics);
    metrics = URI.create(stack.description().path("metrics").asText());
    searchesBefore = searches(metrics);
    String liveAddress = "127.0.0.1:" + PrometheusServer.freePort();
    Project project =
        Project.in(folder.resolve("project"))
            .configure(
                "environments/watched.conf",
                """
                include "embedded.conf"
                embedded = false
                description = "a standing embedded stack"
                audit { p99-lag = 10s, late-after = 10s }
                live.port = %s
                trace-link = "http://127.0.0.1:16686/trace/{trace}"
                """
                    .formatted(liveAddress.substring(liveAddress.indexOf(':') + 1)));
    alertmanager =
        AlertmanagerServer.start(Files.createDirectories(folder.resolve("alertmanager")));
    prometheus =
        PrometheusServer.start(
            Files.createDirectories(folder.resolve("prometheus")),
            Map.of(
                "coordinator", metrics.getAuthority(),
                "injector", liveAddress,
                "node", nodeMetrics,
                "neo4j", neo4jMetrics,
                "dcgm", URI.create(gpus.url()).getAuthority()),
            alertmanager.address());
    // It looks for its targets when it has started; rates are those of counters that it has seen.
    prometheus.awaitScraped("hybrid_requests_total");
    run =
        project.start(
            Smoke.class,
            "env=watched",
            "target=" + stack.target(),
            "scale=0.02",
            "warmup=3s",
            "duration=40s",
            "deadline=20s",
            "recall-sample=1",
            "trace-share=1",
            "hybridperf.report=page",
            "live=on");
    run.await(Duration.ofMinutes(2), () -> LIVE.matcher(run.output()).find());
    Matcher shown = LIVE.matcher(run.output());
    assertThat(shown.find()).isTrue();
    live = URI.create(shown.group(1) + "/");
    run.await(Duration.ofMinutes(2), () -> NEAR_ITS_END.matcher(run.output()).find());
  }

  /** As an operator starts it, from the class path that the embedded stack has too. */
  private static Process neo4jExporter(String uri, String listen) throws IOException {
    Matcher classPath =
        CLASS_PATH.matcher(
            Files.readString(Project.ROOT.resolve("src/embedded/target/embedded-stack.args")));
    assertThat(classPath.find()).isTrue();
    Path config =
        Files.writeString(
            folder.resolve("neo4j-exporter.conf"),
            """
            coordinator.neo4j.uri = "%s"
            coordinator.neo4j-exporter.port = %s
            """
                .formatted(uri, listen.substring(listen.indexOf(':') + 1)));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath.group(1),
            "io.hybridperf.coordinator.exporter.Neo4jExporter",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("neo4j-exporter.log").toFile())
        .start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (run != null) {
      run.close();
    }
    if (prometheus != null) {
      prometheus.close();
    }
    if (alertmanager != null) {
      alertmanager.close();
    }
    if (node != null) {
      node.destroy();
    }
    if (neo4j != null) {
      neo4j.destroy();
    }
    if (gpus != null) {
      gpus.close();
    }
    if (stack != null) {
      stack.close();
    }
    if (collector != null) {
      collector.stop(0);
    }
  }

  /** What a page has of ours. */
  private static List<String> ours(URI metrics) throws IOException {
    try (InputStream in = metrics.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.matches("(# (HELP|TYPE) )?hybrid_.*"))
          .toList();
    }
  }

  /** As the coordinator counts them, whatever came of them. */
  private static double searches(URI metrics) throws IOException {
    return counted(metrics, "hybrid_requests_total\\{.*type=\"search\".*");
  }

  /** The sum of a page's counters whose lines are like this. */
  private static double counted(URI metrics, String pattern) throws IOException {
    return ours(metrics).stream()
        .filter(line -> line.matches(pattern))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void whatPanelsAndRulesAskForIsThereAndTheyAgreeWithTheRun() throws Exception {
    for (URI page : List.of(metrics, live.resolve("metrics"))) {
      List<String> ours = ours(page);
      assertThat(ours).hasSizeGreaterThan(50);
      assertThat(PrometheusServer.lint(String.join("\n", ours) + "\n")).as("%s", page).isEmpty();
    }
    everyExpressionHasAnAnswer();
    whatIsWrongFiresAndNothingElse();

    assertThat(run.exitStatus()).as(run.output()).isIn(0, Project.ASSERTIONS_FAILED);
    // Its last scrapes, and the window of a rate.
    Thread.sleep(16_000);
    coordinatorAndInjectorCountTheSame();
    theP99IsThatOfTheRun();
    theP99ThatAPanelShowsIsThatOfTheLog();
    theSlowestRequestIsFoundInItsTrace();
    // Its coordinator is gone by now, and Neo4j, so that its exporter is late.
    assertThat(prometheus.awaitFiring("TargetDown"))
        .matches("(coordinator|neo4j) at 127\\.0\\.0\\.1:\\d+ has not answered .*");
    // It explains that nothing is answered: that alone wakes nobody.
    assertThat(alertmanager.awaitCall("TargetDown")).isEqualTo("/on-call");
    assertThat(alertmanager.awaitInhibited("QpsBelowTarget")).isEqualTo(1);
  }

  /**
   * A run at a fiftieth of the rate is far below what a deployment is for, and else all is well;
   * but what a slow machine truly fails at, while its stack is cold, may be said too.
   */
  private static void whatIsWrongFiresAndNothingElse() throws Exception {
    assertThat(prometheus.awaitFiring("QpsBelowTarget"))
        .matches("\\d+ OK answers a second for 5 minutes, target 7,000");
    assertThat(prometheus.awaitFiring("LowGpuUtilisation"))
        .isEqualTo("GPUs 30 % busy for 10 minutes, at least 40 % expected");
    Set<String> firing = prometheus.firing().keySet();
    assertThat(firing).doesNotContain("TargetDown", "StoreDown", "OutboxGrowing");
    if (counted(metrics, "hybrid_requests_total\\{.*") == counted(metrics, ANSWERED)) {
      assertThat(firing).doesNotContain("HighErrorRate");
    }
    if (counted(metrics, "hybrid_breaker_rejected_total\\{.*") == 0) {
      assertThat(firing).doesNotContain("BreakerOpen");
    }
    assertThat(alertmanager.awaitCall("QpsBelowTarget")).isEqualTo("/log");
  }

  private static void theSlowestRequestIsFoundInItsTrace() throws Exception {
    List<JsonNode> kept = new ArrayList<>();
    for (String line : Files.readAllLines(run.runFolder().resolve("slowest-calls.jsonl"))) {
      kept.add(JSON.readTree(line));
    }
    JsonNode slowest =
        kept.stream()
            .filter(call -> call.path("phase").asText().equals("steady"))
            .max(Comparator.comparingLong(call -> call.path("responseNanos").asLong()))
            .orElseThrow();
    String trace = slowest.path("trace").asText();
    assertThat(trace).matches("[0-9a-f]{32}");
    // The text of a query, or what is like a film.
    assertThat(slowest.path("query").asText()).matches("\\d+: .+|like \\d+");
    assertThat(slowest.path("target").asText()).isEqualTo(stack.target());
    assertThat(Files.readString(run.runFolder().resolve("index.html")))
        .contains("href=\"http://127.0.0.1:16686/trace/" + trace + "\"");
    // What has not been sent yet is sent when the coordinator stops.
    stack.close();
    assertThat(spans).anyMatch(bytes -> bytes.contains(trace));
  }

  private static void everyExpressionHasAnAnswer() throws IOException {
    Set<String> known = new TreeSet<>();
    prometheus.data("/api/v1/label/__name__/values").forEach(name -> known.add(name.asText()));
    List<String> asked = new ArrayList<>(PanelsAndRules.rules(prometheus, "recording"));
    asked.addAll(PanelsAndRules.dashboards());
    asked.addAll(PanelsAndRules.kept());
    assertThat(asked).hasSizeGreaterThan(50);
    for (String expression : asked) {
      assertThat(prometheus.query(expression)).as(expression).isNotEmpty();
    }
    // What does not fire is empty.
    asked.addAll(PanelsAndRules.rules(prometheus, "alerting"));
    for (String expression : asked) {
      assertThat(PanelsAndRules.names(expression)).as(expression).isNotEmpty().isSubsetOf(known);
    }
  }

  private static void coordinatorAndInjectorCountTheSame() throws IOException {
    double sent = 0;
    double judged = 0;
    for (String line : Files.readAllLines(run.runFolder().resolve("counters.jsonl"))) {
      for (Map.Entry<String, JsonNode> of : JSON.readTree(line).path("sent").properties()) {
        sent += of.getValue().asDouble();
        judged += of.getKey().startsWith("steady/") ? of.getValue().asDouble() : 0;
      }
    }

    assertThat(total("hybrid_requests_total{type=\"search\"}") - searchesBefore)
        .isCloseTo(sent, within(0.02 * sent));
    // What the panel shows, second by second, in a window that has passed.
    String rate = PanelsAndRules.panel("hybrid-retrieval", "QPS", 1).replace("[1m]", "[15s]");
    assertThat(prometheus.sum("sum_over_time((" + rate + ")[5m:1s])").orElseThrow())
        .isCloseTo(sent, within(0.02 * sent));
    // The last second may have come after the last scrape.
    assertThat(total("hybrid_perf_sent_total{phase=\"steady\"}")).isBetween(0.93 * judged, judged);
  }

  private static double total(String metric) {
    return prometheus.sum("sum(last_over_time(" + metric + "[10m]))").orElseThrow();
  }

  private static void theP99IsThatOfTheRun() throws InterruptedException {
    double shown =
        1e3
            * prometheus
                .sum(
                    "histogram_quantile(0.99, sum by (le) (last_over_time("
                        + "hybrid_perf_response_time_seconds_bucket{phase=\"steady\"}[10m])))")
                .orElseThrow();
    double judged = run.verdict().slo("p99 response time").path("value").asDouble();

    assertThat(bucket(shown)).isCloseTo(bucket(judged), within(1));
  }

  /** Nearly as long as the load is held. */
  private static void theP99ThatAPanelShowsIsThatOfTheLog() throws IOException {
    RunLog log = RunLog.read(new RunFolder(run.runFolder()));
    double end = log.planZeroSeconds().orElseThrow() + 42;
    Histogram times =
        log.select(_ -> true, _ -> true)
            .windows(end - 38, 38, 1)
            .getFirst()
            .histogram(Series.RESPONSE_TIME, _ -> true);
    double shown =
        1e3
            * prometheus
                .sumAt(
                    PanelsAndRules.panel("hybrid-perf-run", "Response time", 2)
                        .replace("[15s]", "[38s]"),
                    log.baseEpochSeconds() + end)
                .orElseThrow();

    assertThat(times.getTotalCount()).isGreaterThan(1_000);
    assertThat(bucket(shown)).isCloseTo(bucket(times.getValueAtPercentile(99) / 1e6), within(1));
  }

  private static int bucket(double millis) {
    return (int) BUCKETS_MS.stream().filter(bound -> bound < millis).count();
  }
}
