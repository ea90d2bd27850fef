package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many times as much one system holds as another, with a 95 % confidence interval.
 *
 * <p>A search ends with a rate held and a rate missed. The interval covers the gap between these,
 * and that the machine might have been disturbed at other times: the seconds of every rate tried
 * are resampled and judged again, and each time the capacity lies where the fewest seconds are on
 * the wrong side, missed below it or held above it. The lower end is of the lowest the system may
 * hold over the most the baseline may; never more than what the one held over what the other
 * missed.
 *
 * <p>This is a resampling of its own, since the intervals of {@code measurement.stats} say less
 * here. A rate is held for some seconds, and of fewer than {@link
 * io.hybridperf.measurement.stats.RatioInterval#FEWEST_SECONDS} there is none; and what is asked is
 * not a mean or a percentile but where a chain of decisions, each by several objectives, would have
 * ended. Neighbouring seconds are alike, so they are drawn in runs of two where there are {@value
 * #ENOUGH_FOR_PAIRS} or more.
 *
 * @param value the middle of the one gap over the middle of the other; infinite if it is not known
 *     where the first system ends
 * @param low the lower end
 * @param high the upper end, or infinite
 * @param seconds how many seconds stand behind the ends of the gaps that have fewer
 */
public record CapacitySpeedUp(double value, double low, double high, int seconds) {

  private static final int RESAMPLES = 4_000;

  /** Of fewer, runs of two would leave too few mixtures. */
  private static final int ENOUGH_FOR_PAIRS = 8;

  /** Rates are rounded to whole arrivals. */
  private static final double SAME_RATE = 0.01;

  /** A rate with all of its tries. */
  private record Rate(double perSecond, StepSeconds seconds) {
    boolean holds(SplittableRandom random) {
      int[] drawn = new int[seconds.count()];
      int run = drawn.length < ENOUGH_FOR_PAIRS ? 1 : 2;
      for (int n = 0; n < drawn.length; n++) {
        // The last second is followed by the first, so that each is drawn as often.
        drawn[n] = n % run == 0 ? random.nextInt(drawn.length) : (drawn[n - 1] + 1) % drawn.length;
      }
      return seconds.holds(drawn);
    }
  }

  /** Between a rate held and the next one, missed; 0 or infinite where there is none. */
  private record Gap(double held, double missed) {}

  /**
   * Compares two searches. Where the first system ends need not be known; then there is no upper
   * end.
   *
   * @param log the run
   * @param system what was found of the one
   * @param baseline what was found of the other
   * @param slos the objectives that decided the steps
   * @param seed of the resampling
   * @return the ratio
   * @throws IllegalArgumentException if one of the searches found no rate held
   */
  public static CapacitySpeedUp of(
      RunLog log, CapacityFindings system, CapacityFindings baseline, List<Slo> slos, long seed) {
    Gap found = found(system);
    Gap foundBaseline = found(baseline);
    List<Rate> rates = rates(log, system, slos);
    List<Rate> baselineRates = rates(log, baseline, slos);
    SplittableRandom random = new SplittableRandom(seed);
    double[] lows = new double[RESAMPLES];
    double[] highs = new double[RESAMPLES];
    for (int n = 0; n < RESAMPLES; n++) {
      Gap one = resampled(rates, random);
      Gap other = resampled(baselineRates, random);
      lows[n] = one.held / other.missed;
      highs[n] = other.held == 0 ? Double.POSITIVE_INFINITY : one.missed / other.held;
    }
    Arrays.sort(lows);
    Arrays.sort(highs);
    int seconds = Math.min(behind(rates, found), behind(baselineRates, foundBaseline));
    int rank = (int) (RESAMPLES * outside(seconds));
    return new CapacitySpeedUp(
        middle(found) / middle(foundBaseline),
        Math.min(lows[rank], found.held / foundBaseline.missed),
        Math.max(highs[RESAMPLES - 1 - rank], found.missed / foundBaseline.held),
        seconds);
  }

  /**
   * The share of the resamples beyond each end of the interval. A plain percentile interval is too
   * narrow for few units; this <i>expanded</i> one is as wide as Student's where that holds
   * (Hesterberg, "What Teachers Should Know About the Bootstrap", <i>The American Statistician</i>
   * 69(4), 2015).
   */
  private static double outside(int units) {
    double student = ConfidenceInterval.student(units - 1.0, ConfidenceInterval.LEVEL);
    return NormalDistribution.of(0, 1)
        .cumulativeProbability(-Math.sqrt(units / (units - 1.0)) * student);
  }

  /**
   * Whether a search came so far that where the system ends is known.
   *
   * @param search what was found
   * @return false if only a late generator, or nothing, was in the way of higher rates
   */
  static boolean knowsEnd(CapacityFindings search) {
    return !Double.isInfinite(found(search).missed);
  }

  private static Gap found(CapacityFindings search) {
    double missed =
        search.steps().stream()
            .filter(step ->
                step.outcome() == Outcome.MISSED || step.outcome() == Outcome.CLEARLY_MISSED)
            .mapToDouble(CapacityStep::rate)
            .filter(rate -> isSame(rate, search.result().missed().orElse(Double.NaN)))
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    return new Gap(
        search.result().held().orElseThrow(() -> new IllegalArgumentException(search.whyNone())),
        missed);
  }

  private static double middle(Gap gap) {
    return Math.sqrt(gap.held * gap.missed);
  }

  /** In ascending order. */
  private static List<Rate> rates(RunLog log, CapacityFindings search, List<Slo> slos) {
    List<CapacityStep> steps =
        search.steps().stream()
            .filter(step -> step.outcome() != Outcome.GENERATOR_LATE)
            .sorted(Comparator.comparingDouble(CapacityStep::rate))
            .toList();
    List<Rate> rates = new ArrayList<>();
    for (int first = 0, next; first < steps.size(); first = next) {
      double perSecond = steps.get(first).rate();
      List<PlannedPhase> tries = new ArrayList<>();
      for (next = first; next < steps.size() && isSame(steps.get(next).rate(), perSecond); next++) {
        tries.add(phase(log, steps.get(next).phase()));
      }
      rates.add(new Rate(perSecond, new StepSeconds(log, tries, slos)));
    }
    return rates;
  }

  private static boolean isSame(double one, double other) {
    return Math.abs(one / other - 1) < SAME_RATE;
  }

  private static PlannedPhase phase(RunLog log, String name) {
    return log.info().phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the run has no phase " + name));
  }

  private static Gap resampled(List<Rate> rates, SplittableRandom random) {
    boolean[] holds = new boolean[rates.size()];
    for (int n = 0; n < holds.length; n++) {
      holds[n] = rates.get(n).holds(random);
    }
    // Everything counted as missed at first; then one rate more as held, and another..
    int wrong = 0;
    for (int n = 0; n < holds.length; n++) {
      wrong += holds[n] ? rates.get(n).seconds.count() : 0;
    }
    int fewest = wrong;
    int held = 0;
    for (int n = 0; n < holds.length; n++) {
      wrong += holds[n] ? -rates.get(n).seconds.count() : rates.get(n).seconds.count();
      if (wrong < fewest) {
        fewest = wrong;
        held = n + 1;
      }
    }
    return new Gap(
        held == 0 ? 0 : rates.get(held - 1).perSecond,
        held == holds.length ? Double.POSITIVE_INFINITY : rates.get(held).perSecond);
  }

  private static int behind(List<Rate> rates, Gap gap) {
    return rates.stream()
        .filter(rate -> isSame(rate.perSecond, gap.held) || isSame(rate.perSecond, gap.missed))
        .mapToInt(rate -> rate.seconds.count())
        .sum();
  }
}
