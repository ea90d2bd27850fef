package io.hybridperf.measurement.slo;

import io.hybridperf.measurement.run.Scope;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A service level objective.
 *
 * @param name for people
 * @param metric what is measured
 * @param scope on what part of the run
 * @param thresholds by tier, at least one, all in one unit and one direction
 * @param scales whether thresholds are multiplied by the run's scale, as rates are
 * @param minSamples below which the verdict is NOT MEASURED
 * @param notGatedBecause why the SLO does not decide the verdict; empty if it does
 * @param confidence with which a tier is to be shown, above 0 and below 1; 0: the value decides
 */
public record Slo(
    String name,
    Metric metric,
    Scope scope,
    Map<Tier, Threshold> thresholds,
    boolean scales,
    long minSamples,
    String notGatedBecause,
    double confidence) {

  /**
   * @throws IllegalArgumentException if the thresholds are none, contradict one another, or do not
   *     suit the metric
   */
  public Slo {
    if (thresholds.isEmpty()) {
      throw new IllegalArgumentException("has no threshold: set must-pass, target or stretch");
    }
    Threshold first = new TreeMap<>(thresholds).firstEntry().getValue();
    Map<Tier, Threshold> inOneUnit = new EnumMap<>(Tier.class);
    thresholds.forEach(
        (tier, threshold) -> inOneUnit.put(tier, checked(tier, threshold, first, metric)));
    thresholds = Collections.unmodifiableMap(inOneUnit);
    requireAscending(thresholds);
    if (scope.windowSeconds() > 0 && metric instanceof Metric.External) {
      throw new IllegalArgumentException(
          "metric %s cannot be judged by window".formatted(metric.name()));
    }
    if (minSamples < 1) {
      throw new IllegalArgumentException(
          "min-samples = %s must be 1 or more".formatted(minSamples));
    }
    requireConfidence(confidence);
  }

  static void requireConfidence(double confidence) {
    if (!(confidence >= 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence = %s must be at least 0 and less than 1: 0.95 shows tiers, 0 judges values"
              .formatted(confidence));
    }
  }

  private static Threshold checked(Tier tier, Threshold threshold, Threshold first, Metric metric) {
    if (!tier.isGate()) {
      throw new IllegalArgumentException(tier.key() + " cannot have a threshold");
    }
    if (!metric.dimensions().contains(threshold.unit().dimension())) {
      throw new IllegalArgumentException(
          "%s = \"%s\" does not suit metric %s, which is %s"
              .formatted(
                  tier.key(),
                  threshold,
                  metric.name(),
                  metric.dimensions().stream()
                      .sorted()
                      .map(Unit.Dimension::description)
                      .collect(Collectors.joining(" or "))));
    }
    if (threshold.unit().dimension() != first.unit().dimension()
        || threshold.comparison().lowerIsBetter() != first.comparison().lowerIsBetter()) {
      throw new IllegalArgumentException(
          "%s = \"%s\" and \"%s\" must have the same kind of unit and the same direction"
              .formatted(tier.key(), threshold, first));
    }
    if (!metric.suits(threshold.comparison())) {
      throw new IllegalArgumentException(
          "%s = \"%s\" would pass what is bad: of %s %s is better; turn the comparison round"
              .formatted(
                  tier.key(),
                  threshold,
                  metric.name(),
                  threshold.comparison().lowerIsBetter() ? "more" : "less"));
    }
    if (threshold.isMetByAll(metric.most())) {
      throw new IllegalArgumentException(
          "%s = \"%s\" is met by every value of %s: set a limit that can be missed"
              .formatted(tier.key(), threshold, metric.name()));
    }
    if (threshold.isMetByNone(metric.most())) {
      throw new IllegalArgumentException(
          "%s = \"%s\" is met by no value of %s: set a limit that can be reached%s"
              .formatted(
                  tier.key(),
                  threshold,
                  metric.name(),
                  threshold.unit() == Unit.RATIO ? ", in % if so meant" : ""));
    }
    return threshold.in(first.unit());
  }

  private static void requireAscending(Map<Tier, Threshold> thresholds) {
    Threshold lower = null;
    for (Threshold threshold : thresholds.values()) {
      if (lower != null && !threshold.impliesMeeting(lower)) {
        throw new IllegalArgumentException(
            "\"%s\" is easier than the tier below it, \"%s\"".formatted(threshold, lower));
      }
      lower = threshold;
    }
  }

  /**
   * Whether the SLO decides the verdict.
   *
   * @return false if a reason is given why not
   */
  public boolean gated() {
    return notGatedBecause.isEmpty();
  }

  /**
   * The unit of all thresholds and of the value.
   *
   * @return a unit
   */
  public Unit unit() {
    return thresholds.values().iterator().next().unit();
  }

  /**
   * The confidence of the interval beside its value.
   *
   * @return {@link #confidence}; 0.95 if the value decides
   */
  public double level() {
    return confidence == 0 ? 0.95 : confidence;
  }

  /**
   * The direction of all thresholds.
   *
   * @return whether less is better
   */
  public boolean lowerIsBetter() {
    return thresholds.values().iterator().next().comparison().lowerIsBetter();
  }

  /**
   * The threshold of a tier.
   *
   * @param tier must-pass, target or stretch
   * @param scale the run's scale, which counts if this SLO scales
   * @return empty if the tier has none
   */
  public Optional<Threshold> threshold(Tier tier, double scale) {
    return Optional.ofNullable(thresholds.get(tier))
        .map(threshold -> scales ? threshold.scaledBy(scale) : threshold);
  }

  /**
   * The best tier whose threshold holds, and the thresholds of all tiers below it too.
   *
   * @param value in {@link #unit()}
   * @param scale the run's scale
   * @return {@link Tier#FAIL} if the lowest threshold does not hold
   */
  public Tier tierOf(double value, double scale) {
    return tierOfCounted(value, scale, 0);
  }

  /**
   * The same of a counted value.
   *
   * @param value in {@link #unit()}
   * @param scale the run's scale
   * @param resolution what half a count is worth, in {@link #unit()}
   * @return {@link Tier#FAIL} if the lowest threshold does not hold
   */
  public Tier tierOfCounted(double value, double scale, double resolution) {
    Tier reached = Tier.FAIL;
    for (Tier tier : thresholds.keySet()) {
      if (!threshold(tier, scale).orElseThrow().holds(value, resolution)) {
        break;
      }
      reached = tier;
    }
    return reached;
  }

  /**
   * The best tier that holds at the bad end of a value's interval. A threshold that is the end of
   * what there is, as "no error" or "every hit", asks for what was counted, and no more.
   *
   * @param value in {@link #unit()}
   * @param bad the worst that it may truly be; may be infinite
   * @param scale the run's scale
   * @return {@link Tier#FAIL} if the lowest threshold does not hold there
   */
  public Tier tierOf(double value, double bad, double scale) {
    Tier reached = Tier.FAIL;
    for (Tier tier : thresholds.keySet()) {
      Threshold threshold = threshold(tier, scale).orElseThrow();
      if (!threshold.holds(threshold.isTheEnd(metric.most()) ? value : bad)) {
        break;
      }
      reached = tier;
    }
    return reached;
  }

  /**
   * The tier this SLO must reach in a run with a gate: the lowest one with a threshold that is not
   * below the gate; or, if there is none, the highest with a threshold.
   *
   * @param gate must-pass, target or stretch
   * @return a tier that has a threshold
   */
  public Tier required(Tier gate) {
    Tier highest = Tier.FAIL;
    for (Tier tier : thresholds.keySet()) {
      if (tier.compareTo(gate) >= 0) {
        return tier;
      }
      highest = tier;
    }
    return highest;
  }
}
