package io.hybridperf.report.checklist;

import io.hybridperf.measurement.analysis.CapacityFindings;
import io.hybridperf.report.capacity.CapacityRun;
import io.hybridperf.report.checklist.Line.State;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.model.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What runs show of the capacity: 7,000/s on 100 GPUs, as much again on 200, planned at 70 %. */
final class CapacityLines {
  private static final String SIMULATION = "Capacity";
  private static final double WANTED = 7_000;
  private static final int GPUS = 100;
  private static final int MORE_GPUS = 200;

  private final Evidence evidence;
  private final double planned;

  CapacityLines(Evidence evidence, double planned) {
    this.evidence = evidence;
    this.planned = planned;
  }

  List<Line> all() {
    String onGpus = "7,000/s on 100 GPUs";
    String twice = "14,000/s on 200 GPUs";
    String plan = "%s/s is at most 70 %% of the capacity".formatted(Plain.number(planned));
    Optional<Judgement> run = evidence.of(SIMULATION);
    if (run.isEmpty()) {
      return List.of(missing(onGpus, ""), missing(twice, " with 200 GPUs"), missing(plan, ""));
    }
    CapacityRun capacity;
    try {
      capacity = CapacityRun.of(run.get());
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      return List.of(
          Line.notMeasured(onGpus, why, ""),
          Line.notMeasured(twice, why, ""),
          Line.notMeasured(plan, why, ""));
    }
    List<Line> lines = new ArrayList<>();
    lines.add(onGpus(onGpus, capacity, GPUS, WANTED));
    lines.add(onGpus(twice, capacity, MORE_GPUS, 2 * WANTED));
    double production = CapacityFindings.PRODUCTION_SHARE * capacity.held().orElse(0);
    lines.add(
        new Line(
            plan,
            production >= planned ? State.MET : State.NOT_MET,
            "%s/s held, 70 %% are %s/s, %s"
                .formatted(
                    Plain.number(capacity.held().orElse(0)),
                    Plain.number(production),
                    RunLines.source(run.get())),
            production >= planned ? "" : "report capacity --qps says what is needed"));
    return lines;
  }

  private Line missing(String what, String how) {
    return Line.notMeasured(what, evidence.missing(SIMULATION), RunLines.measure(SIMULATION) + how);
  }

  private static Line onGpus(String what, CapacityRun run, int gpus, double wanted) {
    String held =
        "%s/s held on %s GPUs, %s"
            .formatted(
                Plain.number(run.held().orElse(0)), run.gpus(), RunLines.source(run.judgement()));
    if (run.gpus() == 0) {
      return Line.notMeasured(
          what,
          "the run does not know how many GPUs there were, " + RunLines.source(run.judgement()),
          "set gpu.metrics-url in its environment");
    }
    boolean reached = run.held().orElse(0) >= wanted;
    return run.gpus() > gpus || (run.gpus() < gpus && !reached)
        ? Line.notMeasured(what, held, "a run with %s GPUs would show it".formatted(gpus))
        : new Line(what, reached ? State.MET : State.NOT_MET, held, "");
  }
}
