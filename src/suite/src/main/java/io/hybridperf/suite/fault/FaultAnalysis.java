package io.hybridperf.suite.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.feeders.query.QueryType;
import io.hybridperf.measurement.analysis.AnswerSummary;
import io.hybridperf.measurement.analysis.AnswerWindow;
import io.hybridperf.measurement.analysis.Recovery;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * How searches fared while stores failed, and how soon all was well again:
 *
 * <ul>
 *   <li>{@code recovery-time}: of the slowest, from the restore on;
 *   <li>{@code fault-error-rate}: the worst share of failed searches during and after a fault that
 *       leaves the vectors, in percent; refused ones count where the vector store is well;
 *   <li>{@code answers-without-vectors}: the worst share of searches answered, degraded, while
 *       there are none, in percent: by their texts or seeds, for those that carry any;
 *   <li>{@code time-to-fail}: where most searches fail nevertheless, the median time until a search
 *       fails, in milliseconds, of the worst such phase; not measured if there is no such phase.
 * </ul>
 */
public final class FaultAnalysis {
  private static final String ERROR_RATE = "fault-error-rate";

  /** The metric {@code fault-error-rate}. */
  public static final Metric.External ERROR_RATE_MEASURED =
      Metric.External.lowerIsBetter(
          ERROR_RATE,
          Unit.PERCENT,
          "searches that failed, in the worst phase with or after a fault");

  private static final String TIME_TO_FAIL = "time-to-fail";

  /** The metric {@code time-to-fail}. */
  public static final Metric.External TIME_TO_FAIL_MEASURED =
      Metric.External.lowerIsBetter(
          TIME_TO_FAIL,
          Unit.MILLISECONDS,
          "median time of an error in the worst phase in which most fail");

  private static final String WITHOUT_VECTORS = "answers-without-vectors";

  /** The metric {@code answers-without-vectors}. */
  public static final Metric.External WITHOUT_VECTORS_MEASURED =
      Metric.External.higherIsBetter(
          WITHOUT_VECTORS,
          Unit.PERCENT,
          "searches answered, in the worst phase without the vector store");

  private static final List<String> SEARCHES =
      Arrays.stream(QueryType.values()).map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MOST = 0.5;
  private static final double HUNDRED = 100;

  /** How long a fault may take to be made: later, too little of its phase is left to be judged. */
  private static final double LATE_SHARE = 0.5;

  private record Outcome(
      Fault fault,
      AnswerSummary during,
      AnswerSummary after,
      double observedSeconds,
      OptionalDouble recoverySeconds) {

    /**
     * The share that failed. Graph and policy can be done without, so that nothing is to be refused
     * then either; a slow vector store may make a coordinator protect itself.
     */
    double failed(AnswerSummary summary) {
      Answers answers = summary.answers();
      return fault.store().equals(Fault.MILVUS)
          ? answers.errorRate()
          : 1 - (double) answers.ok() / answers.total();
    }

    boolean hadAnEffect() {
      return fault.kind() == Fault.Kind.SLOW
          || during.answers().errors() + during.answers().shed() > 0
          || during.degradedShare() > 0;
    }
  }

  private final List<Fault> planned;
  private final Faults faults;
  private final RecoveryTarget target;
  private final Supplier<OptionalLong> planZero;

  FaultAnalysis(
      List<Fault> planned, Faults faults, RecoveryTarget target, Supplier<OptionalLong> planZero) {
    this.planned = List.copyOf(planned);
    this.faults = faults;
    this.target = target;
    this.planZero = planZero;
  }

  Findings add(RunLog log, Findings soFar) {
    Findings found = soFar;
    List<String> unknown = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (Fault fault : planned) {
      Optional<String> problem = problem(log, fault);
      Optional<Outcome> outcome =
          problem.isPresent() ? Optional.empty() : Optional.of(outcome(log, fault));
      if (outcome.isPresent()) {
        found = found.line(line(outcome.get()));
        outcomes.add(outcome.get());
        if (!outcome.get().hadAnEffect()) {
          problem = Optional.of("it had no effect: every search was answered in full");
        }
      }
      if (problem.isPresent()) {
        String reason = fault.phase() + ": " + problem.get();
        unknown.add(reason);
        found = found.line("not measured: " + reason);
      }
    }
    found = found.detail("faults", details(outcomes));
    return judged(outcomes, unknown, found);
  }

  /** Why nothing can be said of a fault. */
  private Optional<String> problem(RunLog log, Fault fault) {
    Optional<String> failed = faults.problem(fault);
    if (failed.isPresent()) {
      return failed;
    }
    OptionalLong zero = planZero.get();
    OptionalLong applied = faults.appliedNanoTime(fault);
    OptionalLong restored = faults.restoredNanoTime(fault);
    if (zero.isEmpty() || applied.isEmpty() || restored.isEmpty()) {
      return Optional.of("the run did not come to its end");
    }
    PlannedPhase phase = phase(log, fault.phase());
    double late = since(zero, applied) - phase.startSeconds();
    if (late > LATE_SHARE * phase.seconds()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "it took %.1f s to make it, of the %.1f s it was to last; lengthen hold",
              late,
              phase.seconds()));
    }
    PlannedPhase after = phase(log, fault.restoredPhase());
    if (since(zero, restored) + 1 > after.startSeconds() + after.seconds()) {
      return Optional.of("it was restored too late to see what follows; lengthen duration");
    }
    return Optional.empty();
  }

  private static double since(OptionalLong zero, OptionalLong moment) {
    return (moment.getAsLong() - zero.getAsLong()) / NANOS_PER_SECOND;
  }

  private static PlannedPhase phase(RunLog log, String name) {
    return log.info().phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the load has no phase " + name));
  }

  private Outcome outcome(RunLog log, Fault fault) {
    PlannedPhase after = phase(log, fault.restoredPhase());
    double restored = since(planZero.get(), faults.restoredNanoTime(fault));
    double until = after.startSeconds() + after.seconds();
    List<AnswerWindow> windows =
        AnswerWindow.of(log, restored, until, target.windowSeconds(), SEARCHES::contains);
    return new Outcome(
        fault,
        AnswerSummary.of(log.select(fault.phase()::equals, SEARCHES::contains)),
        AnswerSummary.of(log.select(fault.restoredPhase()::equals, SEARCHES::contains)),
        until - restored,
        Recovery.seconds(windows, target.answers()));
  }

  private Findings judged(List<Outcome> outcomes, List<String> unknown, Findings soFar) {
    Findings found = soFar;
    if (!unknown.isEmpty() || outcomes.isEmpty()) {
      String reason = unknown.isEmpty() ? "no fault was planned" : unknown.getFirst();
      for (Metric.External metric : PlannedFaults.measured(planned)) {
        found = found.notMeasured(metric.name(), reason);
      }
      return found;
    }
    RecoveryTarget.Worst worst = target.worst();
    double errorRate = 0;
    long answers = 0;
    OptionalDouble failing = OptionalDouble.empty();
    double withoutVectors = 1;
    long asked = 0;
    for (Outcome outcome : outcomes) {
      worst.add(outcome.fault().phase(), outcome.recoverySeconds(), outcome.observedSeconds());
      answers += outcome.during().answers().total() + outcome.after().answers().total();
      if (outcome.fault().takesVectors()) {
        Answers during = outcome.during().answers();
        withoutVectors = Math.min(withoutVectors, (double) during.ok() / during.total());
        asked += during.total();
      } else {
        errorRate =
            Math.max(
                errorRate,
                Math.max(outcome.failed(outcome.during()), outcome.failed(outcome.after())));
      }
      if (outcome.during().answers().errorRate() > MOST) {
        double median = outcome.during().failureP50Nanos() / NANOS_PER_MILLI;
        failing = OptionalDouble.of(Math.max(failing.orElse(0), median));
      }
    }
    if (asked > 0) {
      found = found.measured(WITHOUT_VECTORS, withoutVectors * HUNDRED, asked);
    }
    if (outcomes.stream().anyMatch(outcome -> !outcome.fault().takesVectors())) {
      found = found.measured(ERROR_RATE, errorRate * HUNDRED, answers);
    }
    found =
        failing.isPresent()
            ? found.measured(TIME_TO_FAIL, failing.getAsDouble(), answers)
            : found.notMeasured(TIME_TO_FAIL, "in no fault did most searches fail");
    return worst.tell(found);
  }

  private String line(Outcome outcome) {
    AnswerSummary during = outcome.during();
    return String.format(
        Locale.ROOT,
        "%s: %s, %.1f %% of the answers degraded, p99 %.1f ms%s; restored: %s, %s",
        outcome.fault().phase(),
        during.answers().inWords(),
        HUNDRED * during.degradedShare(),
        during.p99Nanos() / NANOS_PER_MILLI,
        during.answers().errors() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", errors after %.1f ms (median)",
                during.failureP50Nanos() / NANOS_PER_MILLI),
        outcome.after().answers().inWords(),
        target.inWords(outcome.recoverySeconds(), outcome.observedSeconds()));
  }

  private static ArrayNode details(List<Outcome> outcomes) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Outcome outcome : outcomes) {
      ObjectNode json =
          all.addObject()
              .put("store", outcome.fault().store())
              .put("fault", outcome.fault().kind().order())
              .put("degradedShare", outcome.during().degradedShare())
              .put("p99Nanos", outcome.during().p99Nanos())
              .put("failureP50Nanos", outcome.during().failureP50Nanos())
              .put("observedSeconds", outcome.observedSeconds());
      outcome.recoverySeconds().ifPresent(seconds -> json.put("recoverySeconds", seconds));
      outcome.during().answers().byStatus().forEach(json.putObject("during")::put);
      outcome.after().answers().byStatus().forEach(json.putObject("after")::put);
    }
    return all;
  }
}
