package io.hybridperf.suite.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a Grafana is started with. In its place is a program that writes down what it is told and
 * answers as Grafana does when it is ready.
 */
class InstalledGrafanaTest {
  private static final String STAND_IN =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.nio.file.Files;
      import java.nio.file.Path;

      void main(String[] args) throws Exception {
        Path provisioning = Path.of(System.getenv("GF_PATHS_PROVISIONING"));
        Files.writeString(
            provisioning.resolve("told"),
            String.join(" ", args) + "\\n"
                + System.getenv("GF_SERVER_HTTP_ADDR") + "\\n"
                + System.getenv("GF_AUTH_ANONYMOUS_ORG_ROLE") + "\\n");
        HttpServer server = HttpServer.create(
            new InetSocketAddress(
                System.getenv("GF_SERVER_HTTP_ADDR"),
                Integer.parseInt(System.getenv("GF_SERVER_HTTP_PORT"))), 0);
        server.createContext("/api/health", exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
        server.start();
      }
      """;

  @TempDir private Path folder;
  private Path home;
  private Path program;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.resolve("grafana-12"));
    Path source = Files.writeString(folder.resolve("StandIn.java"), STAND_IN);
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(home.resolve("conf/defaults.ini"), "");
    program =
        Files.writeString(
            Files.createDirectories(home.resolve("bin")).resolve("grafana"),
            "#!/bin/sh\nexec \"%s/bin/java\" \"%s\" \"$@\"\n"
                .formatted(System.getProperty("java.home"), source));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void isFoundOnThePathUnderBothOfItsNames() throws IOException {
    assertThat(InstalledGrafana.program("/nowhere:" + home.resolve("bin"))).contains(program);
    Path older = folder.resolve("grafana-server");
    Files.copy(program, older, StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(InstalledGrafana.program(folder.toString())).contains(older);
    assertThat(InstalledGrafana.program("/nowhere")).isEmpty();
  }

  @Test
  void showsTheDashboardsOfTheProjectOnTheRunsPrometheusToWhoeverLooksOnLoopback()
      throws Exception {
    Path run = folder.resolve("run");
    String url;
    try (InstalledServer grafana =
        InstalledGrafana.start(
            program, Path.of("grafana/dashboards"), run, "http://127.0.0.1:9095/")) {
      url = grafana.url();
      assertThat(url).startsWith("http://127.0.0.1:");
      assertThat(Files.readAllLines(run.resolve("provisioning/told")))
          .isEqualTo(List.of("server --homepath " + home.toRealPath(), "127.0.0.1", "Viewer"));
      assertThat(run.resolve("provisioning/datasources/hybrid-perf.yml"))
          .content()
          .contains("type: prometheus", "url: \"http://127.0.0.1:9095/\"", "isDefault: true");
      assertThat(run.resolve("provisioning/dashboards/hybrid-perf.yml"))
          .content()
          .contains("path: \"%s\"".formatted(Path.of("grafana/dashboards").toAbsolutePath()));
    }
    assertThatThrownBy(() -> URI.create(url + "api/health").toURL().openStream().close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void oneThatDoesNotStartIsOneLine() throws IOException {
    Files.writeString(program, "#!/bin/sh\nexit 1\n");

    assertThatThrownBy(() ->
            InstalledGrafana.start(program, Path.of("grafana"), folder.resolve("run"), "http://x/"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it does not start; see ")
        .hasMessageNotContaining("\n");
  }
}
