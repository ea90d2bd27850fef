package io.hybridperf.suite.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.hybridperf.measurement.record.RecordedInterval;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.suite.monitor.GrafanaAnnotations;
import io.hybridperf.suite.monitor.Monitor;
import io.hybridperf.suite.monitor.Scraped;
import io.hybridperf.suite.resource.TargetMetrics;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Console;
import io.hybridperf.suite.watch.RunningLoad;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes, on loopback: metrics for Prometheus, a page with what happened by
 * second, and the verdict as it would be by now, which is worked out when somebody asks, and not
 * often. Settings: parameter {@code live}, and {@code live.port}.
 */
public final class LiveWatch implements Analysis {
  private static final String ON = "on";
  private static final String AUTO = "auto";
  private static final String PORT = "live.port";
  private static final int DEFAULT_K = 10;
  private static final String NO_MONITOR =
      "no Prometheus watched the run (-Dmonitor=on, or monitor.url)";

  private final int port;
  private final int k;
  private final Function<RunLog, Verdict> judge;
  private final Optional<Monitor> monitor;
  private final Optional<GrafanaAnnotations> grafana;
  private @Nullable Shown shown;
  private volatile boolean ended;

  /** What stands while the load goes. */
  private record Shown(LiveServer server, RunningLoad load) {}

  private LiveWatch(
      int port,
      int k,
      Function<RunLog, Verdict> judge,
      Optional<Monitor> monitor,
      Optional<GrafanaAnnotations> grafana) {
    this.port = port;
    this.k = k;
    this.judge = judge;
    this.monitor = monitor;
    this.grafana = grafana;
  }

  /**
   * Reads the settings.
   *
   * @param stack the one that the run started; null: none
   * @param judge judges what has been recorded
   * @return does nothing where it is off
   */
  public static Analysis of(
      Settings settings, @Nullable StackProcess stack, Function<RunLog, Verdict> judge) {
    String live = settings.has(Parameter.LIVE) ? settings.text(Parameter.LIVE) : AUTO;
    Config config = settings.config();
    Optional<Monitor> monitor = Monitor.of(settings, TargetMetrics.urls(config, stack));
    Optional<GrafanaAnnotations> grafana = GrafanaAnnotations.of(config, System.getenv());
    // Who watches needs something to look at.
    if (monitor.isEmpty() && grafana.isEmpty() && !wanted(live, System.getenv("CI"))) {
      return (_, soFar) -> Scraped.without(NO_MONITOR, soFar);
    }
    return new LiveWatch(
        config.hasPath(PORT) ? config.getInt(PORT) : 0,
        settings.has(Parameter.K) ? Math.toIntExact(settings.whole(Parameter.K)) : DEFAULT_K,
        judge,
        monitor,
        grafana);
  }

  /**
   * One for a load that is not judged, and that nobody else watches, whatever the settings say.
   *
   * @return to be told when it begins and ends
   */
  public static LiveWatch alone() {
    return alone(_ -> {
      throw new IllegalStateException("this load is not judged");
    });
  }

  static LiveWatch alone(Function<RunLog, Verdict> judge) {
    return new LiveWatch(0, DEFAULT_K, judge, Optional.empty(), Optional.empty());
  }

  /** {@return where it is looked at, as {@code http://127.0.0.1:9464/}; empty: nowhere} */
  public String url() {
    Shown now = shown;
    return now == null ? "" : now.server().url();
  }

  /** By default for people, and not for pipelines. */
  static boolean wanted(String live, @Nullable String ci) {
    return live.equals(ON)
        || (live.equals(AUTO) && (ci == null || ci.isEmpty() || ci.equals("false")));
  }

  @Override
  public void loadBegins(RunningLoad load) {
    LiveMetrics metrics = new LiveMetrics(load, k);
    LiveSeconds seconds = new LiveSeconds(System.nanoTime());
    LiveVerdict verdict = new LiveVerdict(() -> verdict(load).toString(), System::nanoTime);
    try {
      LiveServer server =
          new LiveServer(
              port,
              metrics.registry(),
              Map.of(
                  "/live.json", query -> state(load, seconds, query).toString(),
                  "/verdict.json", _ -> verdict.json()));
      shown = new Shown(server, load);
      load.recorder()
          .follow(interval -> {
            if (!ended) {
              take(interval, metrics, seconds);
            }
          });
      Console.say("live: %s (metrics: %smetrics)", server.url(), server.url());
      monitor.ifPresent(each -> each.start(load.folder().path(), server.url()));
    } catch (IOException e) {
      Console.say("live: no page, nothing can be listened on: %s", e.getMessage());
    }
  }

  private static void take(RecordedInterval interval, LiveMetrics metrics, LiveSeconds seconds) {
    metrics.add(interval);
    seconds.add(interval, metrics.phase(), System.nanoTime());
  }

  @Override
  public void loadEnds() {
    ended = true;
    Shown now = shown;
    if (now != null) {
      now.server().close();
    }
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    Shown now = shown;
    return now == null || monitor.isEmpty()
        ? Scraped.without(NO_MONITOR, soFar)
        : monitor.get().add(now.load().folder(), log, soFar);
  }

  @Override
  public void judged(RunLog log, Verdict verdict) {
    Shown now = shown;
    if (now != null) {
      grafana.ifPresent(each -> each.tell(now.load().folder(), log, verdict));
    }
  }

  @Override
  public void close() {
    monitor.ifPresent(Monitor::close);
  }

  private static ObjectNode state(RunningLoad load, LiveSeconds seconds, String query) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("simulation", load.info().simulation());
    json.put("environment", load.info().environment());
    json.put("scale", load.info().scale());
    json.put("gate", load.info().gate());
    json.put("run", String.valueOf(load.folder().path().getFileName()));
    Answers all = seconds.all();
    json.put("sent", all.sent());
    json.put("errors", all.errors());
    ObjectNode statuses = json.putObject("statuses");
    all.byStatus().forEach(statuses::put);
    ArrayNode each = json.putArray("seconds");
    seconds
        .since(number(query))
        .forEach(second ->
            each.addObject()
                .put("at", second.at())
                .put("phase", second.phase())
                .put("sent", second.sentPerSecond())
                .put("ok", second.okPerSecond())
                .put("errors", second.errors())
                .put("shed", second.shed())
                .put("inFlight", second.inFlight())
                .put("p50", second.p50Millis())
                .put("p99", second.p99Millis())
                .put("lag", second.lagP99Millis()));
    return json;
  }

  /** The page asks with {@code since=SECONDS}; whatever else comes asks for all. */
  private static double number(String query) {
    try {
      return query.startsWith("since=") ? Double.parseDouble(query.substring(6)) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private ObjectNode verdict(RunningLoad load) {
    try {
      return VerdictJson.of(
          judge.apply(
              RunLog.read(
                  load.folder(), load.info().withPhases(PlannedPhase.allOf(load.clock().plan())))));
    } catch (RuntimeException e) {
      return JsonNodeFactory.instance.objectNode().put("problem", "nothing to judge yet");
    }
  }
}
