package io.hybridperf.report.merge;

import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.load.AgreedStart;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.verdict.StartCheck;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.RunFolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one injector recorded.
 *
 * @param judgement on its folder
 * @param share which share of the plan it had, from 1; 0 if it had a plan of its own
 * @param of how many shares there are; 0 if it had a plan of its own
 * @param start what it agreed on with the others; empty if they did not meet
 */
record Part(Judgement judgement, int share, int of, Optional<AgreedStart> start) {

  static Part of(Judgement judgement) {
    try {
      Share share = Share.in(judgement.info().parameters());
      Optional<AgreedStart> start = AgreedStart.in(judgement.info().parameters());
      return share.isWhole()
          ? new Part(judgement, 0, 0, start)
          : new Part(judgement, share.number(), share.of(), start);
    } catch (IllegalArgumentException e) {
      throw new DamagedFile(judgement.folder().runJson(), String.valueOf(e.getMessage()));
    }
  }

  RunInfo info() {
    return judgement.info();
  }

  String folder() {
    return RunFolders.name(judgement.folder());
  }

  /** As {@code 2/3}, or the folder's name. */
  String name() {
    return of == 0 ? folder() : share + "/" + of;
  }

  /** When its plan began, in seconds since 1970. */
  double planStart() {
    return judgement.log().baseEpochSeconds() + judgement.log().planZeroSeconds().orElse(0);
  }

  /** When it began, after what was agreed; by its own clock if nothing was. */
  double secondsLate(Part first) {
    return start
        .map(agreed -> agreed.secondsLate(planStart()))
        .orElseGet(() -> planStart() - first.planStart());
  }

  /** Whether it came to its end, by itself. */
  boolean isComplete() {
    return info().status() == RunStatus.COMPLETE && judgement.log().finished();
  }

  /**
   * What makes all of the test's injectors INVALID, beside its schedule.
   *
   * @return a line each
   */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (info().status() == RunStatus.RUNNING) {
      problems.add("was killed, or still runs: " + reached());
    } else if (!isComplete()) {
      problems.add("was cut short: " + reached());
    }
    problems.addAll(StartCheck.violations(judgement.log(), judgement.verdict().audit().limits()));
    return problems;
  }

  private String reached() {
    RunLog log = judgement.log();
    return log.planZeroSeconds().isEmpty()
        ? "it sent nothing"
        : String.format(
            Locale.ROOT,
            "its log ends %.1f s into a plan of %.1f s",
            log.untilSeconds() - log.planZeroSeconds().getAsDouble(),
            info().phases().stream().mapToDouble(PlannedPhase::seconds).sum());
  }
}
