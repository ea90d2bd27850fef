package io.hybridperf.suite.monitor;

import com.typesafe.config.Config;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.resource.GpuWatch;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the Prometheus that is installed watch a run, from its beginning to its end, and the Grafana
 * that is installed show it: {@code -Dmonitor=on}; or asks the one that stands at {@code
 * monitor.url}. What it has scraped stays in the run's folder. Without one nothing is watched,
 * which is no error.
 */
public final class Monitor implements AutoCloseable {
  private static final String ON = "on";
  private static final String PORT = "monitor.port";
  private static final String URL = "monitor.url";

  private final Path home;
  private final int port;
  private final Map<String, List<String>> targets;
  private final Scraped scraped;
  private final @Nullable URI standing;
  private @Nullable InstalledServer prometheus;
  private @Nullable InstalledServer grafana;
  private String problem = "the load did not begin";

  private Monitor(
      Path home,
      int port,
      Map<String, List<String>> targets,
      Scraped scraped,
      @Nullable URI standing) {
    this.home = home;
    this.port = port;
    this.targets = targets;
    this.scraped = scraped;
    this.standing = standing;
  }

  /** {@return whether one is asked that is not started for the run} */
  public static boolean asksOneThatStands(Settings settings) {
    return settings.config().hasPath(URL);
  }

  /** {@return whether a Prometheus is wanted} */
  public static boolean isOn(Settings settings) {
    return asksOneThatStands(settings)
        || (settings.has(Parameter.MONITOR) && settings.text(Parameter.MONITOR).equals(ON));
  }

  /**
   * Reads the settings.
   *
   * @param coordinators the metrics of the targets, as {@code http://host:9090/metrics}
   * @return empty where it is off
   */
  public static Optional<Monitor> of(Settings settings, List<String> coordinators) {
    if (!isOn(settings)) {
      return Optional.empty();
    }
    Config all = settings.config();
    return Optional.of(
        new Monitor(
            settings.home(),
            all.hasPath(PORT) ? all.getInt(PORT) : 0,
            Map.of(
                "coordinator", addresses(coordinators), "dcgm", addresses(GpuWatch.exporters(all))),
            new Scraped(all),
            all.hasPath(URL) ? URI.create(all.getString(URL)) : null));
  }

  /**
   * Starts, and says where.
   *
   * @param folder the run's
   * @param injector the address of this run's own metrics, as {@code http://127.0.0.1:9464/}
   */
  public void start(Path folder, String injector) {
    start(folder, injector, String.valueOf(System.getenv("PATH")));
  }

  void start(Path folder, String injector, String path) {
    if (standing != null) {
      Console.say("monitor: %s (Prometheus, is asked when the load has ended)", standing);
      return;
    }
    Optional<Path> program = InstalledPrometheus.program(path);
    if (program.isEmpty()) {
      problem =
          "no prometheus on the PATH; install it, or start the one of config/compose and set monitor.url";
      Console.say("monitor: NOT MEASURED, %s", problem);
      return;
    }
    Map<String, List<String>> all = new HashMap<>(targets);
    all.put("injector", addresses(List.of(injector)));
    try {
      InstalledServer started =
          InstalledPrometheus.start(
              program.get(),
              home.resolve("config/prometheus"),
              folder.resolve("prometheus"),
              all,
              port);
      prometheus = started;
      Console.say(
          "monitor: %s (Prometheus, until the run ends; its data stays in %s)",
          started.url(), folder.resolve("prometheus"));
      show(folder.resolve("grafana"), started.url(), path);
    } catch (IOException | RuntimeException e) {
      problem = "prometheus: " + e.getMessage();
      Console.say("monitor: NOT MEASURED, %s", problem);
    }
  }

  /** A picture of what is measured all the same. */
  private void show(Path folder, String measured, String path) {
    Optional<Path> program = InstalledGrafana.program(path);
    if (program.isEmpty()) {
      Console.say(
          "monitor: no grafana on the PATH; the one of config/compose shows the same dashboards");
      return;
    }
    try {
      InstalledServer started =
          InstalledGrafana.start(
              program.get(), home.resolve("grafana/dashboards"), folder, measured);
      grafana = started;
      Console.say("monitor: %sdashboards (Grafana, until the run ends)", started.url());
    } catch (IOException e) {
      Console.say("monitor: no dashboards, grafana: %s", e.getMessage());
    }
  }

  private static List<String> addresses(List<String> urls) {
    return urls.stream().map(url -> URI.create(url).getAuthority()).toList();
  }

  /**
   * Makes what was scraped part of a run's results.
   *
   * @param folder the run's
   * @param log what was recorded
   * @param soFar what was found before
   * @return the same, and what was scraped; or why nothing was
   */
  public Findings add(RunFolder folder, RunLog log, Findings soFar) {
    InstalledServer started = prometheus;
    URI asked = started != null ? URI.create(started.url()) : standing;
    return asked == null ? Scraped.without(problem, soFar) : scraped.add(asked, folder, log, soFar);
  }

  /** Stops what was started. */
  @Override
  public void close() {
    for (InstalledServer started : new InstalledServer[] {grafana, prometheus}) {
      if (started != null) {
        started.close();
      }
    }
    grafana = null;
    prometheus = null;
  }
}
