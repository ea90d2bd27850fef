package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notices that a system does not hold the rate it is asked at: its queue grows for as long as the
 * phase lasts, so that every percentile is a property of the run's length.
 *
 * <p>Looked at are judged phases of a constant rate of {@value #FEWEST_SECONDS} s and more. By the
 * second, both the requests in flight and the median response time grow ({@link Trend}: the 95 %
 * confidence interval of the slope, which respects that seconds resemble their neighbours, holds
 * growth only), the former by more than {@value #LEAST_SHARE} of the phase's requests, the latter
 * by more than half of its level. Requests that are never answered, or one slow moment, are none of
 * this.
 */
final class HeldRate {
  private static final int FEWEST_SECONDS = 10;
  private static final double LEAST_SHARE = 0.01;
  private static final double LEAST_GROWTH = 0.5;

  private HeldRate() {}

  /** {@return a reason to fail for each phase whose rate is not held} */
  static List<String> violations(RunLog log) {
    double zero = log.planZeroSeconds().orElse(0);
    return log.info().phases().stream()
        .filter(PlannedPhase::judged)
        .filter(PlannedPhase::hasConstantRate)
        .filter(phase -> zero + phase.startSeconds() + phase.seconds() <= log.untilSeconds() + 1)
        .flatMap(phase -> violation(log, phase, zero + phase.startSeconds()).stream())
        .toList();
  }

  private static Optional<String> violation(RunLog log, PlannedPhase phase, double start) {
    int seconds = (int) phase.seconds();
    if (seconds < FEWEST_SECONDS) {
      return Optional.empty();
    }
    List<Trend.Point> inFlight = new ArrayList<>();
    List<Trend.Point> medians = new ArrayList<>();
    long behind = 0;
    int second = 0;
    for (Selection each : log.select(phase.name()::equals, _ -> true).windows(start, 1, seconds)) {
      Answers answers = each.answers();
      behind += answers.sent() - answers.answered();
      inFlight.add(new Trend.Point(second, behind));
      if (answers.ok() > 0) {
        medians.add(new Trend.Point(second, each.times(Series.RESPONSE_TIME).percentile(50) / 1e6));
      }
      second++;
    }
    if (medians.size() < FEWEST_SECONDS) {
      return Optional.empty();
    }
    Trend queue = Trend.of(inFlight);
    Trend times = Trend.of(medians);
    double queued = queue.slope() * seconds;
    double slower = times.slope() * seconds;
    return queue.low() > 0
            && times.low() > 0
            && queued > LEAST_SHARE * phase.arrivals()
            && slower > LEAST_GROWTH * times.level()
        ? Optional.of(
            "%s the system does not hold the rate of %s, %s: in %s the requests in flight grew by %s and their median response time by %s, so a percentile says how long the run was"
                .formatted(
                    Judge.UNSTABLE,
                    phase.name(),
                    Numbers.text(phase.arrivals() / phase.seconds(), Unit.PER_SECOND),
                    Numbers.text(phase.seconds(), Unit.SECONDS),
                    Math.round(queued),
                    Numbers.text(slower, Unit.MILLISECONDS)))
        : Optional.empty();
  }
}
