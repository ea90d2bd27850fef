package io.hybridperf.report.compare;

import io.hybridperf.hocon.DidYouMean;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By how much a number may get worse before that is a regression, as a share of what it was.
 *
 * @param general for all metrics that have none of their own, as 0.03
 * @param ofMetric by the metric's name, or the beginning of several names
 */
record Thresholds(double general, Map<String, Double> ofMetric) {

  /** A recall of 0.95 that loses 3 % is 0.92, which is more than anyone wants to lose. */
  static final Thresholds DEFAULT = new Thresholds(0.03, Map.of("recall@", 0.01));

  /** What is compared, or the beginning of its names. */
  private static final List<String> METRICS =
      List.of("response-time-", "error-rate", "shed-rate", "throughput", "recall@", "value:");

  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z][A-Za-z0-9:._@-]*)=)?([0-9]+(?:\\.[0-9]+)?)\\s*%");

  /**
   * Reads what the user wrote.
   *
   * @param texts as {@code 5%} or {@code recall=1%}
   * @return the defaults where nothing else was said
   * @throws IllegalArgumentException if a text has another form
   */
  static Thresholds parse(List<String> texts) {
    double general = DEFAULT.general;
    Map<String, Double> ofMetric = new LinkedHashMap<>(DEFAULT.ofMetric);
    Set<String> named = new HashSet<>();
    for (String text : texts) {
      Matcher form = FORM.matcher(text.trim());
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "--threshold=%s: expected a percentage as 5%%, or of some metrics as response-time-p99=10%% or recall=1%%"
                .formatted(text));
      }
      String name = form.group(1) == null ? "" : form.group(1);
      if (!named.add(name)) {
        throw new IllegalArgumentException(
            "--threshold=%s: there is one %s already; leave one out"
                .formatted(text, name.isEmpty() ? "for all metrics" : "for " + name));
      }
      if (METRICS.stream()
          .noneMatch(metric -> metric.startsWith(name) || name.startsWith(metric))) {
        throw new IllegalArgumentException(
            "--threshold=%s: no metric begins with %s; %s"
                .formatted(text, name, DidYouMean.hint(METRICS, name)));
      }
      double share = Double.parseDouble(form.group(2)) / 100;
      if (form.group(1) == null) {
        general = share;
      } else {
        ofMetric.remove(form.group(1) + "@");
        ofMetric.put(form.group(1), share);
      }
    }
    return new Thresholds(general, ofMetric);
  }

  double of(String metric) {
    double limit = general;
    int longest = 0;
    for (Map.Entry<String, Double> each : ofMetric.entrySet()) {
      if (metric.startsWith(each.getKey()) && each.getKey().length() > longest) {
        longest = each.getKey().length();
        limit = each.getValue();
      }
    }
    return limit;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(percent(general));
    ofMetric.forEach(
        (metric, share) -> text.append(", ").append(metric).append(' ').append(percent(share)));
    return text.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%s %%", Math.round(share * 1e6) / 1e4);
  }
}
