package io.hybridperf.suite.resource;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a metrics endpoint in Prometheus's text format 0.0.4.
 *
 * @param lines its series
 */
record Exposition(List<Line> lines) {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final Pattern SERIES =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+-?\\d+)?\\s*");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** A value and what it is about. */
  record Line(String name, Map<String, String> labels, double value) {
    Line {
      labels = Map.copyOf(labels);
    }
  }

  Exposition {
    lines = List.copyOf(lines);
  }

  /**
   * Reads an endpoint.
   *
   * @throws IOException with one line that names it, if it does not answer
   */
  static Exposition get(URI url) throws IOException {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setRequestProperty("Accept", "text/plain; version=0.0.4");
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + connection.getResponseCode());
      }
      try (InputStream body = connection.getInputStream()) {
        return parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new IOException("%s does not answer: %s".formatted(url, e.getMessage()), e);
    }
  }

  /** Reads a text; comments and what is no series are left out. */
  static Exposition parse(String text) {
    List<Line> lines = new ArrayList<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          Matcher matcher = SERIES.matcher(line);
          if (matcher.matches()) {
            lines.add(
                new Line(matcher.group(1), labels(matcher.group(2)), number(matcher.group(3))));
          }
        });
    return new Exposition(lines);
  }

  private static Map<String, String> labels(@Nullable String text) {
    Map<String, String> labels = new HashMap<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          yield Double.NaN;
        }
      }
    };
  }

  /** The sum of all series that match any of the selectors; empty if none does. */
  OptionalDouble sum(List<Selector> selectors) {
    List<Double> matching =
        lines.stream()
            .filter(line -> selectors.stream().anyMatch(selector -> selector.matches(line)))
            .map(Line::value)
            .filter(Double::isFinite)
            .toList();
    return matching.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(matching.stream().flatMapToDouble(DoubleStream::of).sum());
  }

  /** All series of a name. */
  List<Line> named(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).toList();
  }
}
