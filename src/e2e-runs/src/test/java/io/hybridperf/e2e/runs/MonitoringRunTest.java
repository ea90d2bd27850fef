package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
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
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import simulations.Smoke;

/**
 * A run on real engines that a real Prometheus watches with this project's configuration: what
 * panels and rules ask for is there, and says what the run's own record says.
 */
@Tag("slow")
@Tag("stack")
@Isolated("starts real engines")
class MonitoringRunTest {
  private static final Pattern OURS = Pattern.compile("\\bhybrid[a-z_0-9:]*");
  private static final Pattern THIRD_PARTIES = Pattern.compile("\\b(node|DCGM|neo4j)_\\w+");
  private static final Pattern NEAR_ITS_END = Pattern.compile("0:[01]\\d left");
  private static final Pattern LIVE = Pattern.compile("live: (http://127\\.0\\.0\\.1:\\d+)/");

  /** Of the histograms. */
  private static final List<Double> BUCKETS_MS =
      List.of(
          0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.7, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 200.0, 500.0, 1e3,
          2e3, 5e3);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static StackProcess stack;
  private static GatlingProcess run;
  private static PrometheusServer prometheus;
  private static double searchesBefore;
  private static HttpServer collector;
  private static final Queue<String> spans = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void watchARun() throws Exception {
    if (!PrometheusServer.isInstalled()) {
      assertThat(System.getenv("CI"))
          .as("CI must have a Prometheus: apt-get install prometheus")
          .isNotEqualTo("true");
      assumeTrue(false, "no prometheus on the PATH: apt-get install prometheus");
    }
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
    URI metrics = URI.create(stack.description().path("metrics").asText());
    searchesBefore = searches(metrics);
    Project project =
        Project.in(folder.resolve("project"))
            .configure(
                "environments/watched.conf",
                """
                include "embedded.conf"
                embedded = false
                description = "a standing embedded stack"
                audit { p99-lag = 10s, late-after = 10s }
                live.port = 0
                trace-link = "http://127.0.0.1:16686/trace/{trace}"
                """);
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
    Matcher live = LIVE.matcher(run.output());
    assertThat(live.find()).isTrue();
    prometheus =
        PrometheusServer.start(
            Files.createDirectories(folder.resolve("prometheus")),
            Map.of(
                "coordinator", metrics.getAuthority(),
                "injector", URI.create(live.group(1)).getAuthority()));
    run.await(Duration.ofMinutes(2), () -> NEAR_ITS_END.matcher(run.output()).find());
  }

  @AfterAll
  static void stop() throws Exception {
    if (run != null) {
      run.close();
    }
    if (prometheus != null) {
      prometheus.close();
    }
    if (stack != null) {
      stack.close();
    }
    if (collector != null) {
      collector.stop(0);
    }
  }

  /** As the coordinator counts them, whatever came of them. */
  private static double searches(URI metrics) throws IOException {
    try (InputStream in = metrics.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("hybrid_requests_total{"))
          .filter(line -> line.contains("type=\"search\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  @Test
  void whatPanelsAndRulesAskForIsThereAndTheyAgreeWithTheRun() throws Exception {
    everyExpressionHasAnAnswer();
    whatIsWrongFiresAndNothingElse();

    assertThat(run.exitStatus()).as(run.output()).isIn(0, Project.ASSERTIONS_FAILED);
    // Its last scrapes.
    Thread.sleep(6_000);
    coordinatorAndInjectorCountTheSame();
    theP99IsThatOfTheRun();
    theSlowestRequestIsFoundInItsTrace();
    // Its coordinator is gone by now.
    assertThat(prometheus.awaitFiring("TargetDown")).startsWith("coordinator at 127.0.0.1:");
  }

  /** A run at a fiftieth of the rate is far below what a deployment is for, and all is well. */
  private static void whatIsWrongFiresAndNothingElse() throws InterruptedException {
    assertThat(prometheus.awaitFiring("QpsBelowTarget"))
        .matches("\\d+ OK answers a second for 5 minutes, target 7,000");
    assertThat(prometheus.firing())
        .doesNotContainKeys(
            "TargetDown", "StoreDown", "BreakerOpen", "OutboxGrowing", "HighErrorRate");
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
    assertThat(slowest.path("query").asText()).matches("\\d+: .+");
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
    List<String> asked = new ArrayList<>(rules("recording"));
    asked.addAll(panels());
    asked.addAll(kept());
    assertThat(asked).hasSizeGreaterThan(50);
    for (String expression : asked) {
      if (!THIRD_PARTIES.matcher(expression).find()) {
        assertThat(prometheus.query(expression)).as(expression).isNotEmpty();
      }
    }
    // What does not fire is empty.
    asked.addAll(rules("alerting"));
    for (String expression : asked) {
      assertThat(OURS.matcher(withoutLabels(expression)).results().map(MatchResult::group))
          .as(expression)
          .isSubsetOf(known);
    }
  }

  /** Values of labels are no names. */
  private static String withoutLabels(String expression) {
    return expression.replaceAll("\"[^\"]*\"", "\"\"");
  }

  private static List<String> rules(String type) {
    List<String> found = new ArrayList<>();
    for (JsonNode group : prometheus.data("/api/v1/rules").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
        if (rule.path("type").asText().equals(type)) {
          found.add(rule.path("query").asText());
        }
      }
    }
    return found;
  }

  private static List<String> panels() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(Project.ROOT.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
          panel
              .path("targets")
              .forEach(
                  target -> found.add(target.path("expr").asText().replaceAll("\\$[a-z]+", ".*")));
        }
      }
    }
    return found;
  }

  /** What runs keep of their Prometheus. */
  private static List<String> kept() {
    Config series =
        ConfigFactory.parseFile(Project.ROOT.resolve("config/hybrid-perf.conf").toFile())
            .getConfig("monitor.series");
    List<String> found = new ArrayList<>();
    for (String name : series.root().keySet()) {
      found.add(series.getString("\"" + name + "\".expression").replace("$window", "20s"));
    }
    assertThat(found).hasSizeGreaterThan(4);
    return found;
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

  private static int bucket(double millis) {
    return (int) BUCKETS_MS.stream().filter(bound -> bound < millis).count();
  }
}
