package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges runs. All that counts is read from the run's log, so that a run that just ended, a killed
 * one, and the merged logs of several injectors are judged alike.
 *
 * <p>INVALID outweighs everything: a folder that is damaged says nothing, a generator that did not
 * keep its schedule measured itself, and a comparison of a system with itself compared nothing.
 * Then INCOMPLETE: a run that did not reach its end has not shown that it would have. Otherwise the
 * run fails if the system does not hold its rate, a gated SLO misses the tier it needs, or there is
 * none; and it is UNSURE if one reaches it by its value alone, or the system was not steady when it
 * began to be judged. What one of several injectors recorded is INVALID, INCOMPLETE or a SHARE.
 */
public final class Judge {

  /** How the reason begins that a system does not hold the rate it is asked at. */
  public static final String UNSTABLE = "UNSTABLE:";

  private Judge() {}

  /**
   * Judges a run.
   *
   * @param log what was recorded
   * @param slos what was to be reached
   * @param limits what the load generator was allowed
   * @param external metrics measured elsewhere
   * @return the verdict
   */
  public static Verdict judge(
      RunLog log, List<Slo> slos, AuditLimits limits, ExternalMetrics external) {
    RunInfo info = log.info();
    Tier gate = Tier.gate(info.gate());
    if (log.damage().isPresent()) {
      return damaged(log, slos, limits, gate, log.damage().get());
    }
    Share share = Share.in(info.parameters());
    SloEvaluator evaluator = new SloEvaluator(log, slos, external);
    List<SloResult> results =
        slos.stream()
            .map(slo -> share.isWhole() ? evaluator.evaluate(slo) : ofShare(slo, share))
            .toList();
    ScheduleAudit audit = ScheduleAudit.of(log, limits);

    TargetShares targets = TargetShares.of(log);

    List<String> invalid = new ArrayList<>(external.invalid());
    invalid.addAll(targets.violations());
    invalid.addAll(StartCheck.violations(log, limits));
    audit.violations().forEach(line -> invalid.add("generator overloaded: " + line));
    if (log.finished() && !audit.measured()) {
      invalid.add("generator not audited: " + audit.problem());
    }
    List<String> incomplete = incomplete(log);
    List<String> missed = new ArrayList<>();
    if (share.isWhole()) {
      missed.addAll(HeldRate.violations(log));
      missed.addAll(missed(results, gate));
    }
    Optional<String> unsteady = WarmUpCheck.unsteady(log, slos);
    List<String> unsure = new ArrayList<>(unsure(results, gate));
    boolean sureIsWanted = slos.stream().anyMatch(slo -> slo.gated() && slo.confidence() > 0);
    unsteady.filter(_ -> sureIsWanted && share.isWhole()).ifPresent(unsure::addFirst);
    Reasons reasons = new Reasons(invalid, incomplete, missed, unsure);
    VerdictStatus status = reasons.status();
    List<String> all = new ArrayList<>(reasons.all());
    if (!share.isWhole()) {
      all.add(shareOnly(share));
      if (invalid.isEmpty() && incomplete.isEmpty()) {
        status = VerdictStatus.SHARE;
      }
    }
    return new Verdict(
        status,
        all,
        gate,
        info,
        log.untilSeconds(),
        results,
        audit,
        notes(log, audit, targets, unsteady.filter(_ -> !sureIsWanted)));
  }

  private static String shareOnly(Share share) {
    return "injector %s: a share of the load; merge judges".formatted(share);
  }

  private static SloResult ofShare(Slo slo, Share share) {
    return SloResult.notMeasured(slo, 0, shareOnly(share), Double.NaN);
  }

  /** Nothing of what a damaged folder says counts, whatever is still legible. */
  private static Verdict damaged(
      RunLog log, List<Slo> slos, AuditLimits limits, Tier gate, String damage) {
    return new Verdict(
        VerdictStatus.INVALID,
        List.of(damage),
        gate,
        log.info(),
        0,
        slos.stream()
            .map(slo -> SloResult.notMeasured(slo, 0, "the run's folder is damaged", Double.NaN))
            .toList(),
        ScheduleAudit.of(log, limits),
        List.of());
  }

  private static List<String> incomplete(RunLog log) {
    RunInfo info = log.info();
    double planSeconds = info.phases().stream().mapToDouble(PlannedPhase::seconds).sum();
    OptionalDouble zero = log.planZeroSeconds();
    if (zero.isEmpty()) {
      return List.of("no request was sent");
    }
    String reached =
        "the log ends %s s into a plan of %s s"
            .formatted(
                Numbers.text(log.untilSeconds() - zero.getAsDouble()), Numbers.text(planSeconds));
    if (info.status() != RunStatus.COMPLETE) {
      return List.of(
          "the run %s: %s"
              .formatted(
                  info.status() == RunStatus.RUNNING ? "was killed or still runs" : "was cut short",
                  reached));
    }
    return log.finished() ? List.of() : List.of("the run was cut short: " + reached);
  }

  static List<String> missed(List<SloResult> results, Tier gate) {
    List<String> missed = new ArrayList<>();
    for (SloResult result : results) {
      if (result.slo().gated() && !result.passes(gate) && !result.isUnsure(gate)) {
        missed.add(
            "%s: %s, %s needed%s"
                .formatted(
                    result.slo().name(),
                    result.tier().label(),
                    result.slo().required(gate).label(),
                    result.reason().isEmpty() ? "" : " (" + result.reason() + ")"));
      }
    }
    if (results.stream().noneMatch(result -> result.slo().gated())) {
      missed.add("no SLO is gated: a run that judges nothing cannot pass");
    }
    return missed;
  }

  static List<String> unsure(List<SloResult> results, Tier gate) {
    return results.stream()
        .filter(result -> result.slo().gated() && result.isUnsure(gate))
        .map(result -> "%s: %s".formatted(result.slo().name(), result.doubt()))
        .toList();
  }

  private static List<String> notes(
      RunLog log, ScheduleAudit audit, TargetShares targets, Optional<String> unsteady) {
    List<String> notes = new ArrayList<>(targets.lines());
    WarmUpCheck.of(log).ifPresent(notes::add);
    unsteady.ifPresent(notes::add);
    long clamped = log.counters().stream().mapToLong(line -> line.clamped()).sum();
    if (clamped > 0) {
      notes.add("%s values beyond 60 s (or below 0) were recorded as the limit".formatted(clamped));
    }
    if (audit.dropped() > 0) {
      notes.add("%s arrivals were dropped by the client".formatted(audit.dropped()));
    }
    return notes;
  }
}
