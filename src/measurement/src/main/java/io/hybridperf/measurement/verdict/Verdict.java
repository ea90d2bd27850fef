package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.slo.Tier;
import java.util.List;
import java.util.stream.Stream;

/**
 * The judgement on a run.
 *
 * @param status the outcome
 * @param reasons why it is not PASS, a line each
 * @param gate the tier that gated SLOs had to reach
 * @param info what the run was
 * @param untilSeconds until when the log is complete, since recording started
 * @param results one for each SLO, in order
 * @param audit of the load generator
 * @param notes remarks that do not count
 */
public record Verdict(
    VerdictStatus status,
    List<String> reasons,
    Tier gate,
    RunInfo info,
    double untilSeconds,
    List<SloResult> results,
    ScheduleAudit audit,
    List<String> notes) {

  /** Copies the lists. */
  public Verdict {
    reasons = List.copyOf(reasons);
    results = List.copyOf(results);
    notes = List.copyOf(notes);
  }

  /**
   * The same with a further reason.
   *
   * @param reason one line, put before the others
   * @return a new value
   */
  public Verdict because(String reason) {
    return new Verdict(
        status,
        Stream.concat(Stream.of(reason), reasons.stream()).toList(),
        gate,
        info,
        untilSeconds,
        results,
        audit,
        notes);
  }

  /**
   * Whether the run passed its gate.
   *
   * @return true for {@link VerdictStatus#PASS} alone
   */
  public boolean passed() {
    return status == VerdictStatus.PASS;
  }
}
