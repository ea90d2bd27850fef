package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalDouble;

/** What Prometheus would read. */
final class Metrics {
  private Metrics() {}

  static String scrape(int port) throws Exception {
    return scrape(URI.create("http://127.0.0.1:" + port + "/metrics"));
  }

  /**
   * One number of a page.
   *
   * @param series the name, with its labels in order of their names if it has any
   */
  static OptionalDouble value(String page, String series) {
    return page.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst();
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
