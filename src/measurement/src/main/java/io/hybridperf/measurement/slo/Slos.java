package io.hybridperf.measurement.slo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.measurement.run.Scope;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads SLOs from configuration.
 *
 * <pre>{@code
 * slos {
 *   "p99 response time" {
 *     metric = response-time-p99      # see Metric.RECORDED and MetricSource
 *     scope = "phase:peak"            # run, phase:NAME, label:NAME, target:HOST:PORT, window:10s, or several
 *     must-pass = "< 15 ms"           # <, <=, >, >=; ns, us, ms, s, %, /s, x or no unit
 *     target = "< 10 ms"
 *     stretch = "< 8.7 ms"
 *     min-samples = 1000              # default: what its metric and confidence need
 *     scales = false                  # multiply thresholds by the environment's scale
 *     gated = true                    # false: shown, but does not decide; needs a reason
 *     # reason = "no GPU here"
 *   }
 * }
 * confidence = 0.95                 # with which tiers are to be shown; default 0: values decide
 * }</pre>
 */
public final class Slos {

  private static final String PATH = "slos";
  private static final String CONFIDENCE = "confidence";
  private static final List<String> KEYS = Known.keys("slos.\"*\"");

  /** The order of tables: files are merged, so none of theirs is left. */
  private static final Comparator<Slo> FOR_PEOPLE =
      Comparator.comparingInt(Slos::rank)
          .thenComparingInt(slo -> slo.scope().equals(Scope.RUN) ? 0 : 1)
          .thenComparing(Slo::name);

  private Slos() {}

  /**
   * Reads the object {@code slos}, on metrics that modules at hand or the object {@code metrics}
   * name.
   *
   * @param config with {@code slos} at its top
   * @return latencies first, then errors, throughput and the rest; none without {@code slos}
   * @throws IllegalArgumentException naming path, value and what is valid, in one line
   */
  public static List<Slo> from(Config config) {
    if (!config.hasPath(PATH)) {
      return List.of();
    }
    ConfigValue value = config.getValue(PATH);
    if (!(value instanceof ConfigObject object)) {
      throw new IllegalArgumentException(
          "slos = %s must be an object of named SLOs".formatted(value.render()));
    }
    MetricCatalogue metrics = MetricCatalogue.of(config);
    double confidence = confidence(config);
    return object.entrySet().stream()
        .map(entry -> read(entry.getKey(), entry.getValue(), metrics, confidence))
        .sorted(FOR_PEOPLE)
        .toList();
  }

  private static double confidence(Config config) {
    try {
      double confidence = config.hasPath(CONFIDENCE) ? config.getDouble(CONFIDENCE) : 0;
      Slo.requireConfidence(confidence);
      return confidence;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  private static int rank(Slo slo) {
    return switch (slo.metric()) {
      case Metric.Distribution metric when metric.isLatency() -> 0;
      case Metric.ErrorRate _ -> 1;
      case Metric.ShedRate _ -> 2;
      case Metric.Throughput _ -> 3;
      case Metric.Distribution _ -> 4;
      case Metric.External _ -> 5;
    };
  }

  private static Slo read(
      String name, ConfigValue value, MetricCatalogue metrics, double confidence) {
    String path = "slos.\"%s\"".formatted(name);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "slos: an SLO's name must be one line of text, for it is a row of the table");
    }
    if (!(value instanceof ConfigObject object)) {
      throw new IllegalArgumentException(
          "%s = %s must be an object with metric and thresholds".formatted(path, value.render()));
    }
    for (String key : object.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "%s.%s is not a setting of an SLO; %s"
                .formatted(path, key, DidYouMean.hint(KEYS, key)));
      }
    }
    Config config = object.toConfig();
    Metric metric = metric(path, config, metrics);
    try {
      return new Slo(
          name,
          metric,
          scope(path, config),
          thresholds(path, config),
          config.hasPath("scales") && config.getBoolean("scales"),
          config.hasPath("min-samples")
              ? config.getLong("min-samples")
              : metric.minSamples(confidence),
          notGatedBecause(path, config),
          confidence);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("%s: %s".formatted(path, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith(path) ? message : path + ": " + message, e);
    }
  }

  private static Metric metric(String path, Config config, MetricCatalogue metrics) {
    if (!config.hasPath("metric")) {
      throw new IllegalArgumentException(
          "%s.metric is missing; valid are %s".formatted(path, String.join(", ", metrics.names())));
    }
    String name = text(path, config, "metric");
    return metrics
        .find(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s.metric = '%s' is unknown; %s (any percentile p1 to p99.999)"
                    .formatted(path, name, DidYouMean.hint(metrics.names(), name))));
  }

  private static Scope scope(String path, Config config) {
    String text = config.hasPath("scope") ? text(path, config, "scope") : "run";
    try {
      return Scope.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s.scope = '%s': %s".formatted(path, text, e.getMessage()), e);
    }
  }

  private static Map<Tier, Threshold> thresholds(String path, Config config) {
    Map<Tier, Threshold> thresholds = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      if (tier.isGate() && config.hasPath(tier.key())) {
        String text = text(path, config, tier.key());
        try {
          thresholds.put(tier, Threshold.parse(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s.%s = '%s': %s".formatted(path, tier.key(), text, e.getMessage()), e);
        }
      }
    }
    return thresholds;
  }

  private static String notGatedBecause(String path, Config config) {
    boolean gated = !config.hasPath("gated") || config.getBoolean("gated");
    boolean reason = config.hasPath("reason");
    if (gated && reason) {
      throw new IllegalArgumentException(
          path + ".reason is only for an SLO with gated = false: remove one of them");
    }
    if (!gated && (!reason || text(path, config, "reason").isBlank())) {
      throw new IllegalArgumentException(
          path + ".gated = false needs a reason, which is printed: set " + path + ".reason");
    }
    return gated ? "" : text(path, config, "reason");
  }

  private static String text(String path, Config config, String key) {
    ConfigValue value = config.getValue(key);
    if (value.valueType() != ConfigValueType.STRING) {
      throw new IllegalArgumentException(
          "%s.%s = %s must be a text in quotes".formatted(path, key, value.render()));
    }
    return config.getString(key);
  }
}
