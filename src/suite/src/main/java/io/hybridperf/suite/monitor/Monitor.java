package io.hybridperf.suite.monitor;

import com.typesafe.config.Config;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the Prometheus that is installed watch a run, from its beginning to its end: {@code
 * -Dmonitor=on}. What it has scraped stays in the run's folder. Without one nothing is watched,
 * which is no error.
 */
public final class Monitor implements AutoCloseable {
  private static final String ON = "on";
  private static final String PORT = "monitor.port";

  private final Path config;
  private final int port;
  private final List<String> coordinators;
  private @Nullable PrometheusProcess process;

  private Monitor(Path config, int port, List<String> coordinators) {
    this.config = config;
    this.port = port;
    this.coordinators = coordinators;
  }

  /**
   * Reads the settings.
   *
   * @param coordinators the metrics of the targets, as {@code http://host:9090/metrics}
   * @return empty where it is off
   */
  public static Optional<Monitor> of(Settings settings, List<String> coordinators) {
    if (!settings.has(Parameter.MONITOR) || !settings.text(Parameter.MONITOR).equals(ON)) {
      return Optional.empty();
    }
    Config all = settings.config();
    return Optional.of(
        new Monitor(
            settings.home().resolve("config").resolve("prometheus"),
            all.hasPath(PORT) ? all.getInt(PORT) : 0,
            List.copyOf(coordinators)));
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
    Optional<Path> program = PrometheusProcess.program(path);
    if (program.isEmpty()) {
      Console.say(
          "monitor: NOT MEASURED, no prometheus on the PATH; install it, or start the one of config/compose");
      return;
    }
    try {
      PrometheusProcess started =
          PrometheusProcess.start(
              program.get(),
              config,
              folder.resolve("prometheus"),
              Map.of(
                  "injector", List.of(address(injector)),
                  "coordinator", coordinators.stream().map(Monitor::address).toList()),
              port);
      process = started;
      Console.say(
          "monitor: %s (Prometheus, until the run ends; its data stays in %s)",
          started.url(), folder.resolve("prometheus"));
    } catch (IOException | RuntimeException e) {
      Console.say("monitor: NOT MEASURED, prometheus: %s", e.getMessage());
    }
  }

  private static String address(String url) {
    return URI.create(url).getAuthority();
  }

  /** Stops what was started. */
  @Override
  public void close() {
    PrometheusProcess started = process;
    process = null;
    if (started != null) {
      started.close();
    }
  }
}
