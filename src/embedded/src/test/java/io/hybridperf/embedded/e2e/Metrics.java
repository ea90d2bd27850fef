package io.hybridperf.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What Prometheus would read. */
final class Metrics {
  private Metrics() {}

  static String scrape(int port) throws Exception {
    return scrape(URI.create("http://127.0.0.1:" + port + "/metrics"));
  }

  static String scrape(URI address) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }
}
