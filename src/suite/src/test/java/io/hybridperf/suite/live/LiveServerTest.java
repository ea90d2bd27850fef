package io.hybridperf.suite.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveServerTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private LiveServer server;

  @BeforeEach
  void start() throws IOException {
    server = new LiveServer(0, registry, Map.of("/live.json", query -> "[\"" + query + "\"]"));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "live.js", "live.css", "echarts.js"})
  void thePageIsServedWithAPolicyThatLetsNothingElseIn(String path) throws Exception {
    HttpResponse<String> page = get(path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).isNotBlank();
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
  }

  @Test
  void itListensOnLoopbackAlone() {
    assertThat(server.url()).startsWith("http://127.0.0.1:");
  }

  @Test
  void metricsAreServed() throws Exception {
    Counter.builder().name("seen_total").help("Seen").register(registry).inc(3);

    assertThat(get("metrics").body()).contains("seen_total 3.0");
  }

  @Test
  void dataComesWithTheQueryOfThePage() throws Exception {
    assertThat(get("live.json?since=3.5").body()).isEqualTo("[\"since=3.5\"]");
    assertThat(get("live.json").body()).isEqualTo("[\"\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"live.html", "../etc/passwd", "%2e%2e/", "LiveServer.class"})
  void thereIsNothingElse(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void nothingCanBeSentToIt() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("live.json").POST(BodyPublishers.ofString("{}")).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(405);
  }

  @Test
  void aPortThatIsTakenIsReplaced() throws Exception {
    int taken = URI.create(server.url()).getPort();
    try (LiveServer other = new LiveServer(taken, new PrometheusRegistry(), Map.of())) {
      assertThat(URI.create(other.url()).getPort()).isNotEqualTo(taken);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }
}
