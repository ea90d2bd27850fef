package io.hybridperf.suite.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Asks a Prometheus by its HTTP API, for so long and so much and no more. */
final class PrometheusApi implements AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 32 << 20;

  /** Shared: making one costs more than all questions. */
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST_CALL).build();

  /**
   * A series of an answer.
   *
   * @param labels of it
   * @param points seconds since the epoch and values, which may be no numbers
   */
  record Series(Map<String, String> labels, List<Point> points) {}

  /** A value and its time, in seconds since the epoch. */
  record Point(double seconds, double value) {}

  /** What was asked is not what this Prometheus understands: it does answer. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Describes one.
   *
   * @param url as {@code http://127.0.0.1:9095/}
   */
  PrometheusApi(URI url) {
    base = url + (url.toString().endsWith("/") ? "" : "/") + "api/v1/";
  }

  /**
   * Asks for an expression at one moment.
   *
   * @param at seconds since the epoch
   * @throws IOException with one line, if it does not answer
   */
  List<Series> at(String expression, double at) throws IOException, InterruptedException {
    return ask("query", Map.of("query", expression, "time", decimal(at)));
  }

  /**
   * Asks for an expression over a time.
   *
   * @param from seconds since the epoch
   * @param to the same
   * @param step between two values, in seconds
   * @return series by their labels
   * @throws IOException with one line, if it does not answer
   */
  List<Series> range(String expression, double from, double to, double step)
      throws IOException, InterruptedException {
    return ask(
        "query_range",
        Map.of(
            "query",
            expression,
            "start",
            decimal(from),
            "end",
            decimal(to),
            "step",
            decimal(step)));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }

  private List<Series> ask(String what, Map<String, String> parameters)
      throws IOException, InterruptedException {
    List<String> form = new ArrayList<>();
    new TreeMap<>(parameters)
        .forEach(
            (key, value) -> form.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + what))
            .timeout(LONGEST_CALL)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", form)))
            .build();
    JsonNode answer = json(client.send(request, BodyHandlers.ofInputStream()));
    List<Series> found = new ArrayList<>();
    for (JsonNode series : answer.path("data").path("result")) {
      found.add(series(series));
    }
    found.sort(Comparator.comparing(series -> series.labels().toString()));
    return found;
  }

  private JsonNode json(HttpResponse<InputStream> response) throws IOException {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(MOST_BYTES + 1);
    }
    if (body.length > MOST_BYTES) {
      throw new Refused("its answer is longer than %s MiB".formatted(MOST_BYTES >> 20));
    }
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (IOException e) {
      throw new IOException("%s answers %s, no JSON".formatted(base, response.statusCode()), e);
    }
    if (response.statusCode() != 200 || !json.path("status").asText().equals("success")) {
      String error = json.path("error").asText("status " + response.statusCode());
      throw new Refused(error.lines().findFirst().orElse(""));
    }
    return json;
  }

  private static Series series(JsonNode json) {
    Map<String, String> labels = new TreeMap<>();
    json.path("metric")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    List<Point> points = new ArrayList<>();
    if (json.has("value")) {
      points.add(point(json.path("value")));
    }
    json.path("values").forEach(point -> points.add(point(point)));
    return new Series(labels, points);
  }

  private static Point point(JsonNode json) {
    return new Point(json.path(0).asDouble(), number(json.path(1).asText()));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.replace("Inf", "Infinity"));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
