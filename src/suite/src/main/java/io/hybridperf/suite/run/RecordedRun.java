package io.hybridperf.suite.run;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Session;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.gatling.injection.GatlingInjection;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.ProgressSnapshot;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.suite.capacity.BlockRepeats;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.injector.Injector;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Console;
import io.hybridperf.suite.watch.RunningLoad;
import io.hybridperf.suite.watch.Timeline;
import io.hybridperf.suite.watch.WarmUp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run from the beginning of its load, while it is recorded into its folder, to its verdict. */
final class RecordedRun {
  private final ArrivalPlan plan;
  private final WarmUp warmUp;
  private final @Nullable CapacityRun search;
  private final @Nullable BlockRepeats repeats;
  private final RunningLoad load;
  private final Objectives objectives;
  private final Injector injector;
  private final List<Analysis> analyses;
  private final Timeline timeline;
  private final RunRecording recording;
  private final LoadControl control;
  private final ProgressPrinter progress;
  private @Nullable Verdict verdict;
  private boolean ended;

  /**
   * Begins to record.
   *
   * @param plan the load, as far as it is known
   * @param exact whether calls leave each at its own time, and not by the millisecond
   * @param warmUp goes on until the system is steady
   * @param search what goes on after it; null: nothing
   * @param pairs what is run again where the generator stalled; null: nothing
   * @param folder where it is recorded
   * @param info what is written there first
   * @param objectives what the run has to reach
   * @param injector knows when to begin
   * @param analyses watch the load, and find out in this order
   * @param timeline what happens beside the load
   */
  RecordedRun(
      ArrivalPlan plan,
      boolean exact,
      WarmUp warmUp,
      @Nullable CapacityRun search,
      @Nullable PairedBlocks pairs,
      RunFolder folder,
      RunInfo info,
      Objectives objectives,
      Injector injector,
      List<Analysis> analyses,
      Timeline timeline) {
    this.plan = plan;
    this.warmUp = warmUp;
    this.search = search;
    repeats = pairs == null ? null : new BlockRepeats(pairs, objectives.limits());
    this.objectives = objectives;
    this.injector = injector;
    this.analyses = List.copyOf(analyses);
    this.timeline = timeline;
    info.writeTo(folder);
    RunRecorder recorder =
        RunRecorder.start(
            folder, new ArrivalClock(plan, System.nanoTime(), RunRecording.HEADROOM, exact));
    load = new RunningLoad(recorder, folder, info);
    recording = RunRecording.of(recorder, plan, info.simulation());
    control =
        new LoadControl(
            // A search finds out by itself.
            search == null ? new LagLimit(recording::behindNanos) : LagLimit.none(),
            current ->
                warmUp.extend(current)
                    || (search != null && search.extend(current))
                    || (repeats != null && repeats.extend(current)));
    progress = new ProgressPrinter(this::progress);
    this.analyses.forEach(analysis -> analysis.loadBegins(load));
    warmUp.watch(load, this::warm);
    Interrupts.on(control::stop, this::hasBegun);
  }

  private ProgressSnapshot progress() {
    ProgressSnapshot now = load.recorder().progress();
    return now.withRemaining(
        search == null ? now.remaining().plus(warmUp.ahead()) : search.remaining());
  }

  private void warm(RunningLoad now) {
    now.info().writeTo(now.folder());
    timeline.start(now.clock(), warmUp.delay(plan), now.folder().events());
    analyses.forEach(analysis -> analysis.warm(now));
    if (repeats != null) {
      repeats.watch(now);
    }
  }

  ArrivalPlan plan() {
    return plan;
  }

  RunFolder folder() {
    return load.folder();
  }

  /** {@return what every rate was multiplied by} */
  double scale() {
    return load.info().scale();
  }

  /** {@return the number of a virtual user's arrival; -1 if it is not one of the plan's} */
  long arrival(Session session) {
    return recording.arrival(session);
  }

  /**
   * {@return the number of a virtual user's arrival in the plan of all injectors; -1 if it is not
   * one of the plan's}
   */
  long arrivalOfAll(Session session) {
    long arrival = arrival(session);
    return arrival < 0 ? arrival : plan.profile().share().inWhole(arrival);
  }

  /** {@return when the virtual users begin} */
  OpenInjectionStep[] injection() {
    return GatlingInjection.ahead(plan, control, injector::delayNanos);
  }

  /** {@return a protocol whose calls are recorded} */
  GrpcProtocolBuilder recording(GrpcProtocolBuilder protocol) {
    return protocol.recording(recording);
  }

  /** {@return whether a request has been due} */
  boolean hasBegun() {
    return load.clock().zeroNanoTime().isPresent();
  }

  /** {@return the rows of a run whose load has ended} */
  List<SloGate> judge() {
    return end(RunStatus.COMPLETE)
        .map(Objectives::rows)
        .orElseGet(
            () -> Objectives.noVerdict(objectives.names(), String.valueOf(RunFailure.reason())));
  }

  /**
   * Ends the recording and judges it, if that has not been done. Where the folder cannot be written
   * to any more, what is in it is judged still.
   *
   * @param status how the load ended, if nobody has ended it early
   * @return the verdict; empty if there is nothing left that could be judged
   */
  synchronized Optional<Verdict> end(RunStatus status) {
    if (!ended) {
      ended = true;
      progress.close();
      warmUp.close(plan);
      if (repeats != null) {
        repeats.close();
      }
      timeline.close();
      analyses.forEach(analysis -> attempt(analysis::loadEnds));
      attempt(load.recorder()::close);
      RunStatus reached =
          RunFailure.reached(control.status() == RunStatus.COMPLETE ? status : control.status());
      RunInfo info = load.info().withPhases(judgedPhases()).ended(reached, Instant.now());
      attempt(() -> verdict = judged(info));
      analyses.forEach(analysis -> attempt(analysis::close));
      if (verdict == null) {
        Console.say("verdict: INCOMPLETE%n  - %s".formatted(RunFailure.reason()));
      }
    }
    return Optional.ofNullable(verdict);
  }

  private List<PlannedPhase> judgedPhases() {
    return search != null
        ? search.judgedPhases(plan)
        : repeats != null
            ? repeats.judgedPhases(PlannedPhase.allOf(plan))
            : PlannedPhase.allOf(plan);
  }

  private Verdict judged(RunInfo info) {
    RunLog log = RunLog.read(load.folder(), info);
    Findings findings = findings(log);
    attempt(() -> {
      findings.writeTo(load.folder());
      Digests.seal(load.folder(), info);
    });
    findings.lines().forEach(Console::say);
    Verdict judged = objectives.judge(log, findings.metrics());
    String failure = RunFailure.reason();
    Verdict all = failure == null ? judged : judged.because(failure);
    attempt(() -> VerdictJson.write(all, load.folder()));
    analyses.forEach(analysis -> attempt(() -> analysis.judged(log, all)));
    return all;
  }

  /** What fails at the end of a run is the run's failure, and keeps nothing from being judged. */
  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      RunFailure.end(RunFailure.inWords(Thread.currentThread().getName(), e));
    }
  }

  /** What one analysis cannot find out says so, and leaves its metrics NOT MEASURED. */
  private Findings findings(RunLog log) {
    Findings findings = Findings.none();
    for (Analysis analysis : analyses) {
      try {
        findings = analysis.add(log, findings);
      } catch (RuntimeException e) {
        findings = findings.line("an analysis failed: " + e);
      }
    }
    return findings;
  }
}
