package io.hybridperf.suite.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Grafana that is installed, with this project's dashboards on a run's Prometheus, on loopback:
 * for whoever looks on, without a login. It is told all by Grafana's own means, variables {@code
 * GF_SECTION_KEY} and provisioning files.
 */
final class InstalledGrafana {
  private static final int USUAL_PORT = 3000;
  private static final Path OF_PACKAGES = Path.of("/usr/share/grafana");

  private InstalledGrafana() {}

  /** {@return the program, if it is on a path such as the variable PATH} */
  static Optional<Path> program(String path) {
    return InstalledServer.program("grafana", path)
        .or(() -> InstalledServer.program("grafana-server", path));
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param program to start
   * @param dashboards the folder {@code grafana/dashboards}
   * @param folder a new one, for its configuration, data and log
   * @param prometheus where the run's is
   * @throws IOException with one line, if it does not start
   */
  static InstalledServer start(Path program, Path dashboards, Path folder, String prometheus)
      throws IOException {
    Path provisioning = folder.resolve("provisioning");
    write(
        provisioning.resolve("datasources/hybrid-perf.yml"),
        """
        apiVersion: 1
        datasources:
          - name: Prometheus
            type: prometheus
            url: "%s"
            isDefault: true
        """
            .formatted(prometheus));
    write(
        provisioning.resolve("dashboards/hybrid-perf.yml"),
        """
        apiVersion: 1
        providers:
          - name: hybrid-perf
            type: file
            options:
              path: "%s"
        """
            .formatted(dashboards.toAbsolutePath()));
    String listen = InstalledServer.freeAddress(USUAL_PORT);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (program.endsWith("grafana")) {
      command.add("server");
    }
    home(program).ifPresent(home -> command.addAll(List.of("--homepath", home.toString())));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("GF_PATHS_DATA", folder.resolve("data").toString());
    environment.put("GF_PATHS_LOGS", folder.resolve("logs").toString());
    environment.put("GF_PATHS_PLUGINS", folder.resolve("plugins").toString());
    environment.put("GF_PATHS_PROVISIONING", provisioning.toString());
    environment.put("GF_SERVER_HTTP_ADDR", "127.0.0.1");
    environment.put("GF_SERVER_HTTP_PORT", listen.substring(listen.lastIndexOf(':') + 1));
    environment.put("GF_AUTH_ANONYMOUS_ENABLED", "true");
    environment.put("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer");
    // Nobody logs in, and so nobody by a password that everybody knows.
    environment.put("GF_AUTH_DISABLE_LOGIN_FORM", "true");
    environment.put("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION", "true");
    // Nothing leaves the machine.
    environment.put("GF_ANALYTICS_REPORTING_ENABLED", "false");
    environment.put("GF_ANALYTICS_CHECK_FOR_UPDATES", "false");
    environment.put("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false");
    environment.put("GF_PLUGINS_PREINSTALL_DISABLED", "true");
    environment.put("GF_NEWS_NEWS_FEED_ENABLED", "false");
    return InstalledServer.start(builder, listen, "api/health", folder.resolve("grafana.log"));
  }

  /** Where its own files are: it cannot find them by itself from any folder. */
  private static Optional<Path> home(Path program) throws IOException {
    Path bin = program.toRealPath().resolveSibling("");
    return Stream.of(bin.resolve(".."), bin.resolve("../share/grafana"), OF_PACKAGES)
        .map(Path::normalize)
        .filter(home -> Files.isRegularFile(home.resolve("conf/defaults.ini")))
        .findFirst();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
