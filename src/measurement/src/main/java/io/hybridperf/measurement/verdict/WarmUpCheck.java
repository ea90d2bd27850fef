package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Notices a warm-up that was too short: service time still falling at its end. A remark beside the
 * verdict, never a judgement.
 *
 * <p>Looked at are the median service times of OK answers in each second of the last half of the
 * phases before the first judged one. They are still falling if the Theil-Sen slope (the median of
 * the slopes between all pairs of seconds, which up to 29 % outliers cannot move) amounts to a fall
 * of more than {@value #MIN_FALL_PERCENT} % of their median over that half, and the Mann-Kendall
 * test finds the fall significant (one-sided, 5 %: {@code (S + 1) / sqrt(n(n-1)(2n+5)/18) <
 * -1.645}). Sources: Sen, JASA 63 (1968) 1379; Mann, Econometrica 13 (1945) 245.
 */
public final class WarmUpCheck {

  private static final int MIN_FALL_PERCENT = 10;
  private static final int MIN_SECONDS = 6;
  private static final double SIGNIFICANT = -1.645;

  private WarmUpCheck() {}

  /**
   * Checks the warm-up of a run.
   *
   * @param log what was recorded
   * @return a remark of one line; empty if there is nothing to remark or nothing to tell from
   */
  public static Optional<String> of(RunLog log) {
    List<String> warmUp =
        log.info().phases().stream()
            .takeWhile(phase -> !phase.judged())
            .map(PlannedPhase::name)
            .toList();
    if (warmUp.isEmpty()) {
      return Optional.of("no warm-up: the first seconds are judged with the rest");
    }
    List<Double> medians = mediansBySecond(log, warmUp);
    return stillFalling(medians.subList(medians.size() / 2, medians.size()));
  }

  private static List<Double> mediansBySecond(RunLog log, List<String> phases) {
    List<Double> medians = new ArrayList<>();
    for (Selection second : log.select(phases::contains, _ -> true).bySecond()) {
      Histogram ok = second.histogram(Series.SERVICE_TIME, Status::isOk);
      if (ok.getTotalCount() > 0) {
        medians.add((double) ok.getValueAtPercentile(50));
      }
    }
    return medians;
  }

  static Optional<String> stillFalling(List<Double> medians) {
    int n = medians.size();
    if (n < MIN_SECONDS) {
      return Optional.empty();
    }
    List<Double> slopes = new ArrayList<>();
    int concordance = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double change = medians.get(j) - medians.get(i);
        slopes.add(change / (j - i));
        concordance += (int) Math.signum(change);
      }
    }
    double fall = -median(slopes) * (n - 1) / median(medians);
    double z = (concordance + 1) / Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
    return fall > MIN_FALL_PERCENT / 100.0 && z < SIGNIFICANT
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "warm-up too short: the median service time still fell by %.0f %% in its last %d s; lengthen it",
                100 * fall,
                n))
        : Optional.empty();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
