package io.hybridperf.measurement.slo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The metrics that objectives can be set on: those of recorded series; those that the modules at
 * hand measure beside them ({@link MetricSource}); and those that a run's settings describe.
 *
 * <p>A run keeps in its settings what its metrics were ({@link #describe}), so that it can be
 * judged again where the modules that measured them are not at hand.
 */
public final class MetricCatalogue {

  private static final String PATH = "metrics";

  private final Map<String, Metric.External> external;

  private MetricCatalogue(Map<String, Metric.External> external) {
    this.external = external;
  }

  /**
   * All metrics.
   *
   * @param config settings that may describe metrics in the object {@code metrics}
   * @return the catalogue
   * @throws IllegalArgumentException if a description has an unknown unit
   */
  static MetricCatalogue of(Config config) {
    Map<String, Metric.External> all = new TreeMap<>();
    if (config.hasPath(PATH)) {
      ConfigObject described = object(PATH, config.getValue(PATH));
      described.forEach((name, value) -> {
        String path = "metrics.\"%s\"".formatted(name);
        Config metric = object(path, value).toConfig();
        String symbol = text(path, metric, "unit");
        Unit unit =
            Unit.of(symbol)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "metrics.\"%s\".unit = '%s' is unknown".formatted(name, symbol)));
        all.put(
            name,
            new Metric.External(
                name,
                unit,
                text(path, metric, "better").equals("lower"),
                text(path, metric, "description")));
      });
    }
    atHand().forEach(metric -> all.put(metric.name(), metric));
    return new MetricCatalogue(all);
  }

  private static ConfigObject object(String path, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return object;
    }
    throw new IllegalArgumentException("%s = %s must be an object".formatted(path, value.render()));
  }

  private static String text(String path, Config metric, String key) {
    if (metric.hasPath(key) && metric.getValue(key).valueType() == ConfigValueType.STRING) {
      return metric.getString(key);
    }
    throw new IllegalArgumentException("%s.%s must be a text".formatted(path, key));
  }

  private static List<Metric.External> atHand() {
    return ServiceLoader.load(MetricSource.class, MetricSource.class.getClassLoader()).stream()
        .flatMap(source -> source.get().metrics().stream())
        .toList();
  }

  /**
   * Settings that describe all metrics that are measured beside a run's logs.
   *
   * @param config the settings of a run
   * @return the same, with the object {@code metrics}
   */
  public static Config describe(Config config) {
    Map<String, Object> described = new LinkedHashMap<>();
    for (Metric.External metric : of(config).external.values()) {
      described.put(
          metric.name(),
          Map.of(
              "unit", metric.unit().symbol(),
              "better", metric.lowerIsBetter() ? "lower" : "higher",
              "description", metric.description()));
    }
    return described.isEmpty()
        ? config
        : config.withFallback(
            ConfigFactory.empty().withValue(PATH, ConfigValueFactory.fromMap(described)));
  }

  /**
   * The names that configuration may use, as patterns for people.
   *
   * @return recorded ones first
   */
  List<String> names() {
    List<String> names = new ArrayList<>(Metric.RECORDED);
    names.addAll(external.keySet());
    return names;
  }

  /**
   * Finds the metric of a name.
   *
   * @param name one of {@link #names}, with any percentile
   * @return empty if there is none
   */
  Optional<Metric> find(String name) {
    return Metric.of(name).or(() -> Optional.ofNullable(external.get(name)));
  }
}
