package io.hybridperf.measurement.analysis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.analysis.CapacitySearch.Bound;
import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;
import io.hybridperf.measurement.stats.UniversalScalability;
import io.hybridperf.measurement.verdict.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a capacity search found out.
 *
 * @param result the rates held and missed
 * @param steps all steps, in the order of their trial
 */
public record CapacityFindings(CapacitySearch.Result result, List<CapacityStep> steps) {

  /** The share of the capacity that production should be planned with. */
  public static final double PRODUCTION_SHARE = 0.7;

  private static final double SAME_RATE = 0.01;

  /** Copies the list. */
  public CapacityFindings {
    steps = List.copyOf(steps);
  }

  /**
   * The last step at the rate that was found.
   *
   * @return empty if no rate was held
   */
  public Optional<CapacityStep> atCapacity() {
    return steps.stream()
        .filter(step -> step.outcome() == Outcome.HELD && result.held().isPresent())
        // Rates are rounded to whole arrivals; the confirmation comes last and is the longest.
        .filter(step -> Math.abs(step.rate() / result.held().getAsDouble() - 1) < SAME_RATE)
        .reduce((_, later) -> later);
  }

  /** The law fitted to the steps in which the system was in a steady state. */
  private Optional<UniversalScalability> law() {
    return UniversalScalability.fit(
        steps.stream()
            .filter(CapacityStep::isSteady)
            .map(step -> new UniversalScalability.Point(step.concurrency(), step.throughput()))
            .toList());
  }

  /**
   * Says it to people.
   *
   * @return lines
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(capacityLine());
    if (result.held().isPresent()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "production point: %s/s, %.0f %% of it",
              rate(PRODUCTION_SHARE * result.held().getAsDouble()),
              100 * PRODUCTION_SHARE));
    }
    lines.add(
        Knee.of(steps)
            .map(knee ->
                String.format(
                    Locale.ROOT,
                    "knee: %s/s at a mean of %.2f ms (the highest throughput for its response time)",
                    rate(knee.throughput()),
                    knee.meanNanos() / 1e6))
            .orElse("knee: not seen; throughput still grew more than response time"));
    lines.addAll(
        law()
            .map(CapacityFindings::lawLines)
            .orElse(List.of("scalability: too few steps for a law")));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-14s %9s %12s %9s %9s %8s %8s %9s  %s",
            "step",
            "rate/s",
            "answered/s",
            "p50 ms",
            "p99 ms",
            "errors",
            "shed",
            "lag ms",
            "verdict"));
    steps.forEach(step -> lines.add(line(step)));
    return lines;
  }

  private String capacityLine() {
    if (result.held().isEmpty()) {
      return "capacity: NOT FOUND; " + whyNone();
    }
    String held = rate(result.held().getAsDouble());
    String missed = result.missed().isPresent() ? rate(result.missed().getAsDouble()) : "";
    return switch (result.bound()) {
      case SYSTEM ->
          String.format(
              Locale.ROOT,
              "capacity: %s/s; held, and %s/s missed (%.1f %% above)",
              held,
              missed,
              100 * (result.missed().orElseThrow() / result.held().getAsDouble() - 1));
      case GENERATOR ->
          String.format(
              Locale.ROOT,
              "capacity: at least %s/s, generator-bound: at %s/s the generator was late, so that nothing is known of the system there",
              held,
              missed);
      case HIGHEST_RATE ->
          String.format(
              Locale.ROOT, "capacity: at least %s/s, the highest rate that was to be tried", held);
      case UNFINISHED ->
          String.format(
              Locale.ROOT,
              "capacity: at least %s/s%s; the search ended before it was done",
              held,
              missed.isEmpty() ? "" : ", less than " + missed + "/s");
    };
  }

  /**
   * Why no rate was held.
   *
   * @return one line
   */
  public String whyNone() {
    return steps.isEmpty()
        ? "no step was completed"
        : String.format(
            Locale.ROOT,
            "not even %s/s held: %s",
            rate(steps.getLast().rate()),
            steps.getLast().reason());
  }

  private static List<String> lawLines(UniversalScalability law) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "scalability: X(N) = %s N / (1 + %.3g (N-1) + %.3g N(N-1)); R^2 %.3f over %d steps, N from %.2f to %.1f",
            rate(law.lambda()),
            law.sigma(),
            law.kappa(),
            law.r2(),
            law.points(),
            law.lowest(),
            law.highest()));
    if (law.refusal().isPresent()) {
      lines.add("  not extrapolated: " + law.refusal().get());
    } else {
      double most = UniversalScalability.REACH;
      lines.add(
          String.format(
              Locale.ROOT,
              "  %.0f times the concurrency would give %s/s, %.2f times the %s/s of N = %.1f%s",
              most,
              rate(law.throughput(most * law.highest())),
              law.throughput(most * law.highest()) / law.throughput(law.highest()),
              rate(law.throughput(law.highest())),
              law.highest(),
              law.peakConcurrency().isPresent()
                  ? String.format(
                      Locale.ROOT,
                      "; more than N = %.0f (%s/s) brings nothing",
                      law.peakConcurrency().getAsDouble(),
                      rate(law.throughput(law.peakConcurrency().getAsDouble())))
                  : ""));
    }
    return lines;
  }

  /**
   * One step as a line of a table.
   *
   * @param step the step
   * @return a line that fits below those of other steps
   */
  public static String line(CapacityStep step) {
    return String.format(
        Locale.ROOT,
        "%-14s %9s %12s %9.2f %9.2f %7.2f%% %7.2f%% %9.2f  %s",
        step.phase(),
        rate(step.rate()),
        rate(step.throughput()),
        step.p50Nanos() / 1e6,
        step.p99Nanos() / 1e6,
        100 * step.errorRate(),
        100 * step.shedRate(),
        step.lagP99Nanos() / 1e6,
        verdict(step));
  }

  private static String verdict(CapacityStep step) {
    return switch (step.outcome()) {
      case HELD -> "held";
      case MISSED, CLEARLY_MISSED -> "missed: " + step.reason();
      case GENERATOR_LATE -> "INVALID: " + step.reason();
    };
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%,.0f", perSecond);
  }

  /**
   * Adds all of it to what was found.
   *
   * @param soFar the findings up to here
   * @param metric the metric's name, as {@code capacity}
   * @param topic of the details
   * @return new findings
   */
  public Findings addTo(Findings soFar, String metric, String topic) {
    Findings findings = soFar;
    for (String line : lines()) {
      findings = findings.line(line);
    }
    findings =
        result.held().isPresent()
            ? findings.measured(
                metric,
                result.held().getAsDouble(),
                atCapacity().map(CapacityStep::samples).orElse(0L))
            : findings.notMeasured(metric, whyNone());
    return findings.detail(topic, json());
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    result.held().ifPresent(held -> json.put("capacityPerSecond", held));
    result.missed().ifPresent(missed -> json.put("missedPerSecond", missed));
    json.put("bound", result.bound().name());
    json.put("lowerBoundOnly", result.bound() != Bound.SYSTEM);
    json.put("confirmed", result.confirmed());
    result.held().ifPresent(held -> json.put("productionPerSecond", PRODUCTION_SHARE * held));
    Knee.of(steps)
        .ifPresent(knee ->
            json.putObject("knee")
                .put("phase", knee.phase())
                .put("perSecond", knee.throughput())
                .put("meanMillis", knee.meanNanos() / 1e6));
    law().ifPresent(law -> json.set("usl", json(law)));
    ArrayNode list = json.putArray("steps");
    steps.forEach(step -> list.add(json(step)));
    return json;
  }

  private static ObjectNode json(UniversalScalability law) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("lambda", law.lambda())
            .put("sigma", law.sigma())
            .put("kappa", law.kappa())
            .put("r2", law.r2())
            .put("steps", law.points())
            .put("lowestConcurrency", law.lowest())
            .put("highestConcurrency", law.highest());
    if (law.refusal().isPresent()) {
      return json.put("notExtrapolated", law.refusal().get());
    }
    law.peakConcurrency()
        .ifPresent(
            peak -> json.put("peakConcurrency", peak).put("peakPerSecond", law.throughput(peak)));
    ArrayNode predictions = json.putArray("predictions");
    for (double times : new double[] {1, 1.5, UniversalScalability.REACH}) {
      predictions
          .addObject()
          .put("concurrency", times * law.highest())
          .put("perSecond", law.throughput(times * law.highest()));
    }
    return json;
  }

  private static ObjectNode json(CapacityStep step) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("phase", step.phase())
            .put("ratePerSecond", step.rate())
            .put("throughputPerSecond", step.throughput())
            .put("p50Millis", step.p50Nanos() / 1e6)
            .put("p99Millis", step.p99Nanos() / 1e6)
            .put("samples", step.samples())
            .put("lagP99Millis", step.lagP99Nanos() / 1e6)
            .put("outcome", step.outcome().name());
    if (!Double.isNaN(step.errorRate())) {
      json.put("errorRate", step.errorRate());
    }
    if (!Double.isNaN(step.shedRate())) {
      json.put("shedRate", step.shedRate());
    }
    if (!Double.isNaN(step.meanNanos())) {
      json.put("meanMillis", step.meanNanos() / 1e6);
    }
    return step.reason().isEmpty() ? json : json.put("reason", step.reason());
  }
}
