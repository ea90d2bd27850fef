package io.hybridperf.suite.resource;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which series of a metrics endpoint: a name and labels that must have a value, as {@code
 * jvm_memory_used_bytes{area=heap}}.
 *
 * @param name of the metric
 * @param labels those that matter
 */
record Selector(String name, Map<String, String> labels) {
  private static final Pattern FORM = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{([^{}]*)})?");
  private static final Pattern LABEL = Pattern.compile("\\s*(\\w+)\\s*=\\s*\"?([^\",]*)\"?\\s*");

  Selector {
    labels = Map.copyOf(labels);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with one line, if it has another form
   */
  static Selector parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' must be a metric as name{label=value}".formatted(text));
    }
    Map<String, String> labels = new TreeMap<>();
    String inBraces = matcher.group(2);
    if (inBraces != null && !inBraces.isBlank()) {
      for (String part : inBraces.split(",", -1)) {
        Matcher label = LABEL.matcher(part);
        if (!label.matches()) {
          throw new IllegalArgumentException(
              "'%s' must be a metric as name{label=value}".formatted(text));
        }
        labels.put(label.group(1), label.group(2));
      }
    }
    return new Selector(matcher.group(1), labels);
  }

  boolean matches(Exposition.Line line) {
    return line.name().equals(name)
        && labels.entrySet().stream()
            .allMatch(label -> label.getValue().equals(line.labels().get(label.getKey())));
  }
}
