package io.hybridperf.report.checklist;

import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.report.checklist.Line.State;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.Likeness;
import io.hybridperf.report.runs.RunFolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What runs show: targets, speed-up, leaks, errors, bursts. */
final class RunLines {
  private static final List<String> SCENARIOS =
      List.of("VectorSearch", "HybridSearch", "ComplexPolicy", "Sustained", "Burst", "Comparison");
  private static final double LEAST_SPEED_UP = 1.5;
  private static final double MOST_ERRORS_PERCENT = 0.1;
  private static final double SUSTAINED_SECONDS = 600;
  private static final double MOST_PEAK = 2;
  private static final double MOST_RECOVERY_SECONDS = 30;

  private final Evidence evidence;

  RunLines(Evidence evidence) {
    this.evidence = evidence;
  }

  List<Line> all() {
    List<Line> lines = new ArrayList<>();
    for (String simulation : SCENARIOS) {
      lines.add(from(simulation, simulation + " meets every target", this::targets));
    }
    lines.add(from("Comparison", "at least 1.5 times as fast as Neo4j alone", run -> speedUp(run)));
    lines.add(from("Sustained", "no leak in 10 minutes or more", this::leaks));
    lines.add(from("Sustained", "errors below 0.1 % sustained", this::errors));
    lines.add(from("Burst", "bursts are handled", this::bursts));
    return lines;
  }

  private interface Judge extends Function<Judgement, Outcome> {}

  private record Outcome(State state, String text, String remedy) {}

  private Line from(String simulation, String what, Judge judge) {
    Optional<Judgement> run = evidence.of(simulation);
    if (run.isEmpty()) {
      return Line.notMeasured(what, evidence.missing(simulation), measure(simulation));
    }
    Outcome outcome = judge.apply(run.get());
    return new Line(what, outcome.state, outcome.text + ", " + source(run.get()), outcome.remedy);
  }

  static String measure(String simulation) {
    return "mvn gatling:test -Dsimulation=%s -Denv=NAME".formatted(simulation);
  }

  static String source(Judgement run) {
    return "%s on %s, revision %s"
        .formatted(
            RunFolders.name(run.folder()), run.info().environment(), Likeness.revision(run.info()));
  }

  private Outcome targets(Judgement run) {
    List<SloResult> gated =
        run.verdict().results().stream().filter(result -> result.slo().gated()).toList();
    List<String> open = new ArrayList<>();
    State worst = State.MET;
    for (SloResult result : gated) {
      if (!result.passes(Tier.TARGET)) {
        State state =
            result.isUnsure(Tier.TARGET)
                ? State.UNSURE
                : result.measuredValue().isEmpty() && result.tier() != Tier.FAIL
                    ? State.NOT_MEASURED
                    : State.NOT_MET;
        worst = worse(worst, state);
        open.add(value(result) + (result.reason().isEmpty() ? "" : " (" + result.reason() + ")"));
      }
    }
    if (worst == State.MET && run.verdict().status() == VerdictStatus.UNSURE) {
      return new Outcome(State.UNSURE, run.verdict().reasons().getFirst(), "");
    }
    return gated.isEmpty()
        ? new Outcome(State.NOT_MEASURED, "no objective is gated", "")
        : open.isEmpty()
            ? new Outcome(State.MET, "%s of %s".formatted(gated.size(), gated.size()), "")
            : new Outcome(worst, String.join("; ", open), "");
  }

  /** What is known to be bad counts more than what is not known. */
  private static State worse(State one, State other) {
    List<State> order = List.of(State.MET, State.UNSURE, State.NOT_MEASURED, State.NOT_MET);
    return order.indexOf(one) >= order.indexOf(other) ? one : other;
  }

  private static Optional<SloResult> result(Judgement run, String metric) {
    return run.verdict().results().stream()
        .filter(each -> each.slo().metric().name().equals(metric))
        .filter(each -> each.slo().scope().windowSeconds() == 0)
        .findFirst();
  }

  private static Outcome missing(Judgement run, String metric) {
    return result(run, metric)
        .map(each -> new Outcome(State.NOT_MEASURED, each.slo().name() + ": " + each.reason(), ""))
        .orElseGet(
            () -> new Outcome(State.NOT_MEASURED, "the run has no objective on " + metric, ""));
  }

  private Outcome speedUp(Judgement run) {
    List<String> values = new ArrayList<>();
    State worst = State.MET;
    for (String metric : List.of("speed-up-p50", "speed-up-p99")) {
      Optional<SloResult> found =
          result(run, metric).filter(each -> each.measuredValue().isPresent());
      if (found.isEmpty()) {
        return missing(run, metric);
      }
      ConfidenceInterval interval = found.get().interval();
      values.add(value(found.get()));
      worst =
          worse(
              worst,
              found.get().value() < LEAST_SPEED_UP
                  ? State.NOT_MET
                  : found.get().isUnsure(Tier.MUST_PASS)
                          || (interval != null && interval.low() < LEAST_SPEED_UP)
                      ? State.UNSURE
                      : State.MET);
    }
    return new Outcome(worst, String.join(", ", values), "");
  }

  private Outcome leaks(Judgement run) {
    double seconds =
        run.info().phases().stream()
            .filter(PlannedPhase::judged)
            .mapToDouble(PlannedPhase::seconds)
            .sum();
    Optional<SloResult> leaks =
        result(run, "leaks").filter(each -> each.measuredValue().isPresent());
    if (leaks.isEmpty()) {
      return missing(run, "leaks");
    }
    String text = "%s in %s s".formatted(value(leaks.get()), Plain.number(seconds));
    return leaks.get().value() > 0
        ? new Outcome(State.NOT_MET, text, "")
        : seconds < SUSTAINED_SECONDS
            ? new Outcome(State.NOT_MEASURED, text + ", too short", "-Dduration=600s")
            : new Outcome(State.MET, text, "");
  }

  private Outcome errors(Judgement run) {
    return result(run, "error-rate")
        .filter(each -> each.measuredValue().isPresent())
        .map(each -> {
          double percent =
              each.slo().unit().convert(each.value(), io.hybridperf.measurement.slo.Unit.PERCENT);
          return new Outcome(
              percent < MOST_ERRORS_PERCENT ? State.MET : State.NOT_MET, value(each), "");
        })
        .orElseGet(() -> missing(run, "error-rate"));
  }

  private Outcome bursts(Judgement run) {
    Optional<SloResult> peak =
        result(run, "peak-to-baseline").filter(each -> each.measuredValue().isPresent());
    Optional<SloResult> recovery =
        result(run, "recovery-time").filter(each -> each.measuredValue().isPresent());
    if (peak.isEmpty() || recovery.isEmpty()) {
      return missing(run, peak.isEmpty() ? "peak-to-baseline" : "recovery-time");
    }
    String text = value(peak.get()) + ", " + value(recovery.get());
    boolean met = peak.get().value() < MOST_PEAK && recovery.get().value() < MOST_RECOVERY_SECONDS;
    return new Outcome(
        !met
            ? State.NOT_MET
            : switch (run.verdict().status()) {
              case PASS -> State.MET;
              case UNSURE -> State.UNSURE;
              default -> State.NOT_MET;
            },
        text + ", verdict " + run.verdict().status(),
        "");
  }

  private static String value(SloResult result) {
    String unit = result.slo().unit().symbol();
    ConfidenceInterval interval = result.interval();
    return String.format(
            Locale.ROOT,
            "%s %s %s%s",
            result.slo().name(),
            Plain.number(result.value()),
            unit,
            interval == null
                ? ""
                : " (%s to %s %s)"
                    .formatted(
                        Plain.number(interval.low()),
                        interval.isBounded() ? Plain.number(interval.high()) : "?",
                        unit))
        .replaceAll(" +", " ")
        .strip();
  }
}
