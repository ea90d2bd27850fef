package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.load.AgreedStart;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether one of several injectors began when all had agreed to, by a clock that shows what the
 * others' show: if not, its share of the load met the system at another moment of the test, or is
 * added to the wrong seconds.
 */
public final class StartCheck {
  private static final double NANOS_PER_SECOND = 1e9;

  private StartCheck() {}

  /**
   * Looks at a run.
   *
   * @param log what was recorded
   * @param limits what is allowed
   * @return one line for each limit that was passed; none for an only injector
   */
  public static List<String> violations(RunLog log, AuditLimits limits) {
    List<String> violations = new ArrayList<>();
    Optional<AgreedStart> agreed = AgreedStart.in(log.info().parameters());
    agreed
        .filter(start -> start.clockOffset().abs().compareTo(limits.clockOffset()) > 0)
        .ifPresent(start ->
            violations.add(
                String.format(
                    Locale.ROOT,
                    "its clock was %+.3f s beside that of injector 1, limit %s s either way",
                    start.clockOffset().toNanos() / NANOS_PER_SECOND,
                    seconds(limits.clockOffset()))));
    if (agreed.isPresent() && log.planZeroSeconds().isPresent()) {
      double late =
          agreed.get().secondsLate(log.baseEpochSeconds() + log.planZeroSeconds().getAsDouble());
      if (Math.abs(late) * NANOS_PER_SECOND > limits.startLate().toNanos()) {
        violations.add(
            String.format(
                Locale.ROOT,
                "it began %.3f s after the instant that the injectors had agreed on, limit %s s",
                late,
                seconds(limits.startLate())));
      }
    }
    return violations;
  }

  private static String seconds(Duration limit) {
    return String.format(Locale.ROOT, "%.3f", limit.toNanos() / NANOS_PER_SECOND);
  }
}
