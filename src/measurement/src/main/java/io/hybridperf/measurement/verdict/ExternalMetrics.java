package io.hybridperf.measurement.verdict;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metrics that are not in a run's logs: measured elsewhere, or not measured for a reason.
 * Immutable.
 */
public final class ExternalMetrics {

  /**
   * A value from elsewhere.
   *
   * @param value the value in the unit of its metric, as 63.0 for 63 %
   * @param samples how many measurements are behind it
   */
  public record Measured(double value, long samples) implements Measurement {}

  /**
   * No value.
   *
   * @param reason one line
   */
  public record NotMeasured(String reason) implements Measurement {}

  /**
   * No value, and a run that has shown nothing at all: its verdict is INVALID.
   *
   * @param reason one line
   */
  public record Invalid(String reason) implements Measurement {}

  /** What is known about a metric. */
  public sealed interface Measurement {}

  private static final ExternalMetrics NONE = new ExternalMetrics(Map.of());

  private final Map<String, Measurement> byName;

  private ExternalMetrics(Map<String, Measurement> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * Nothing measured elsewhere.
   *
   * @return the empty set
   */
  public static ExternalMetrics none() {
    return NONE;
  }

  /**
   * Adds a measured value.
   *
   * @param name the metric's name, as {@code gpu-utilisation}
   * @param value the value in the unit of its metric
   * @param samples how many measurements are behind it
   * @return a new set
   */
  public ExternalMetrics measured(String name, double value, long samples) {
    return with(name, new Measured(value, samples));
  }

  /**
   * Adds the reason why there is no value.
   *
   * @param name the metric's name
   * @param reason one line
   * @return a new set
   */
  public ExternalMetrics notMeasured(String name, String reason) {
    return with(name, new NotMeasured(reason));
  }

  /**
   * Adds the reason why the whole run shows nothing.
   *
   * @param name the metric's name
   * @param reason one line
   * @return a new set
   */
  public ExternalMetrics invalid(String name, String reason) {
    return with(name, new Invalid(reason));
  }

  /**
   * Why the whole run shows nothing.
   *
   * @return a line each; none if it may show something
   */
  public List<String> invalid() {
    return byName.values().stream()
        .filter(Invalid.class::isInstance)
        .map(measurement -> ((Invalid) measurement).reason())
        .distinct()
        .sorted()
        .toList();
  }

  private ExternalMetrics with(String name, Measurement measurement) {
    Map<String, Measurement> all = new TreeMap<>(byName);
    all.put(name, measurement);
    return new ExternalMetrics(all);
  }

  /**
   * What is known about a metric.
   *
   * @param name the metric's name
   * @return empty if nobody said anything about it
   */
  public Optional<Measurement> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * All that is known.
   *
   * @return in the order of the metrics' names
   */
  public Map<String, Measurement> byName() {
    return new TreeMap<>(byName);
  }
}
