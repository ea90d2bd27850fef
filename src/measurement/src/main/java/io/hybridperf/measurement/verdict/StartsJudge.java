package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Judges a simulation that was run several times, each with a system that was started anew.
 *
 * <ul>
 *   <li>INVALID if one of the runs is; INCOMPLETE if one is, or is missing.
 *   <li>FAIL if the system did not hold the rate in one, or a gated objective is missed: by the
 *       median of the runs' values, or in one of them for another reason than its value.
 *   <li>UNSURE if a gated objective is reached by the median, but not at the bad end of the
 *       interval between starts, or the system was not steady in one of the runs.
 *   <li>PASS otherwise, also where runs by themselves are UNSURE.
 * </ul>
 *
 * <p>Of fewer than three runs there is no such interval: each objective is that of the worst run.
 */
public final class StartsJudge {

  private StartsJudge() {}

  /**
   * Judges.
   *
   * @param starts the runs there are, at least one
   * @param wanted how many there were to be
   * @param restarted whether the system was started anew for each
   * @return a verdict whose objectives have the interval between starts
   * @throws IllegalArgumentException if there is no run
   */
  public static Verdict judge(List<Start> starts, int wanted, boolean restarted) {
    if (starts.isEmpty()) {
      throw new IllegalArgumentException("there is no run to judge");
    }
    Verdict first = mostObjectives(starts);
    List<Start> sound = starts.stream().filter(Start::isSound).toList();
    List<SloResult> results =
        first.results().stream()
            .map(result -> new StartsRow(result.slo(), first, sound.isEmpty() ? starts : sound))
            .map(StartsRow::result)
            .toList();

    List<String> invalid = withStatus(starts, VerdictStatus.INVALID);
    invalid.addAll(mixedUp(starts));
    List<String> incomplete = withStatus(starts, VerdictStatus.INCOMPLETE);
    if (starts.size() > wanted) {
      invalid.add(
          "%s runs lie here, and %s were to be made: which do not belong to it?"
              .formatted(starts.size(), wanted));
    }
    if (starts.size() < wanted) {
      incomplete.add("%s of %s runs were made".formatted(starts.size(), wanted));
    }
    List<String> missed = because(starts, Judge.UNSTABLE);
    missed.addAll(Judge.missed(results, first.gate()));
    List<String> unsure = because(starts, WarmUpCheck.NOT_STEADY);
    unsure.addAll(Judge.unsure(results, first.gate()));

    Reasons reasons = new Reasons(invalid, incomplete, missed, unsure);
    Start worst = leastKept(starts);
    return new Verdict(
        reasons.status(),
        reasons.all(),
        first.gate(),
        first.info(),
        starts.stream().mapToDouble(start -> start.verdict().untilSeconds()).min().orElse(0),
        results,
        worst.verdict().audit(),
        notes(starts, worst, restarted));
  }

  /** A folder that is damaged may have none. */
  private static Verdict mostObjectives(List<Start> starts) {
    return starts.stream()
        .map(Start::verdict)
        .max(Comparator.comparingInt(verdict -> verdict.results().size()))
        .orElseThrow();
  }

  private static List<String> withStatus(List<Start> starts, VerdictStatus status) {
    List<String> lines = new ArrayList<>();
    for (Start start : starts) {
      if (start.verdict().status() == status) {
        lines.add(
            "%s is %s: %s"
                .formatted(start.folder(), status, String.join("; ", start.verdict().reasons())));
      }
    }
    return lines;
  }

  /** Folders that came twice, or from elsewhere: then their number says nothing. */
  private static List<String> mixedUp(List<Start> starts) {
    List<String> lines = new ArrayList<>();
    for (int n = 1; n < starts.size(); n++) {
      RunInfo info = starts.get(n).verdict().info();
      for (int before = 0; before < n; before++) {
        if (starts.get(before).verdict().info().start().equals(info.start())) {
          lines.add(
              "%s is %s again: both began at %s"
                  .formatted(starts.get(n).folder(), starts.get(before).folder(), info.start()));
        }
      }
      String of = of(info);
      String first = of(starts.getFirst().verdict().info());
      if (!of.equals(first)) {
        lines.add(
            "%s is of %s, and %s of %s"
                .formatted(starts.get(n).folder(), of, starts.getFirst().folder(), first));
      }
    }
    return lines;
  }

  private static String of(RunInfo info) {
    return "%s on %s at scale %s".formatted(info.simulation(), info.environment(), info.scale());
  }

  /** Reasons that are no objective's. */
  private static List<String> because(List<Start> starts, String beginning) {
    List<String> lines = new ArrayList<>();
    for (Start start : starts) {
      start.verdict().reasons().stream()
          .filter(reason -> reason.startsWith(beginning))
          .forEach(reason -> lines.add("%s in %s".formatted(reason, start.folder())));
    }
    return lines;
  }

  private static Start leastKept(List<Start> starts) {
    return starts.stream()
        .max(
            Comparator.comparing((Start start) -> !start.verdict().audit().kept())
                .thenComparingLong(StartsJudge::lag))
        .orElseThrow();
  }

  private static long lag(Start start) {
    return start.verdict().audit().rows().stream()
        .mapToLong(ScheduleAudit.Row::p99Nanos)
        .findFirst()
        .orElse(0);
  }

  private static List<String> notes(List<Start> starts, Start worst, boolean restarted) {
    List<String> notes = new ArrayList<>();
    starts.forEach(
        start -> notes.add("%s: %s".formatted(start.folder(), start.verdict().status())));
    notes.add(
        restarted
            ? "the system was started anew for each run"
            : "the system was not started anew for each run: what differs between starts is not in these numbers; set hooks.restart in its file in config/environments");
    notes.add("the schedule is that of %s, the least well kept".formatted(worst.folder()));
    starts.stream()
        .flatMap(start -> start.verdict().notes().stream())
        .distinct()
        .forEach(notes::add);
    return notes;
  }

  /**
   * The value of each run for one objective.
   *
   * @param starts the runs
   * @param slo the objective
   * @return in the order of the runs; NaN where it was not measured
   */
  public static List<Double> values(List<Start> starts, Slo slo) {
    return starts.stream()
        .map(start -> of(start, slo).map(SloResult::value).orElse(Double.NaN))
        .toList();
  }

  static Optional<SloResult> of(Start start, Slo slo) {
    return start.verdict().results().stream()
        .filter(result -> result.slo().name().equals(slo.name()))
        .findFirst();
  }

  /** From the worst to the best, whatever gate there is. */
  static Comparator<SloResult> worstFirst(Tier gate) {
    return Comparator.comparing((SloResult result) -> result.tier().isGate())
        .thenComparing(result -> result.passes(gate))
        .thenComparing(SloResult::tier)
        .thenComparing(SloResult::shownTier)
        .thenComparingDouble(
            result -> result.slo().lowerIsBetter() ? -result.value() : result.value());
  }
}
