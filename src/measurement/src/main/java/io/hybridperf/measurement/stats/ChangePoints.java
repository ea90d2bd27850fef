package io.hybridperf.measurement.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Where the level of a series of runs changed: E-divisive (Matteson and James, "A Nonparametric
 * Approach for Multiple Change Point Analysis of Multivariate Data", <i>JASA</i> 109 (2014) 334) in
 * sliding windows, with Student's t test in place of permutations (Fleming et al., "Hunter: Using
 * Change Point Detection to Hunt for Performance Regressions", ICPE 2023). Step by step what Apache
 * Otava 0.8 does in {@code compute_change_points}, so that both find the same points; nothing is
 * drawn.
 *
 * <ol>
 *   <li>Split: in windows of {@value #WINDOW} runs, overlapping by half, the point that maximizes
 *       the difference between what is before and after it is taken as long as a t test at ten
 *       times the level finds it.
 *   <li>Merge: of all points, the weakest is left out and its neighbours are tested again, until
 *       all are significant at the level and larger than the least change.
 * </ol>
 */
public final class ChangePoints {

  /** Runs in a window. */
  public static final int WINDOW = 50;

  private static final double RELAXED = 10;

  /**
   * A change of the level.
   *
   * @param index of the first value of the new level
   * @param before mean of the level before
   * @param after mean of the level after
   * @param pValue of the t test between both levels
   */
  public record ChangePoint(int index, double before, double after, double pValue) {

    /** {@return how large the change is, relative to the smaller of both levels} */
    public double magnitude() {
      return Math.max(relative(before, after), relative(after, before));
    }

    private static double relative(double from, double to) {
      return from == 0 ? 0 : Math.abs(to / from - 1);
    }
  }

  private record Candidate(int index, double divergence) {}

  private ChangePoints() {}

  /**
   * Finds them.
   *
   * @param series a value for each run, in order of time
   * @param level p-value that a change must be below, at most 0.05
   * @param leastChange relative size that a change must be above, as 0.02
   * @return in order of time
   */
  public static List<ChangePoint> of(double[] series, double level, double leastChange) {
    TreeSet<Integer> weak = new TreeSet<>();
    for (int start = 0; start < series.length; ) {
      int end = Math.min(start + WINDOW, series.length);
      List<Integer> found = split(Arrays.copyOfRange(series, start, end), RELAXED * level);
      for (int index : found) {
        weak.add(start + index);
      }
      int last = found.isEmpty() ? 0 : start + found.getLast();
      start = Math.max(last, start + WINDOW / 2);
    }
    return merge(tested(series, new ArrayList<>(weak)), series, level, leastChange);
  }

  /** Of one window, in order of time. */
  private static List<Integer> split(double[] window, double level) {
    TreeSet<Integer> found = new TreeSet<>();
    while (true) {
      Candidate best = null;
      int bestStart = 0;
      int bestEnd = 0;
      int start = 0;
      List<Integer> ends = new ArrayList<>(found);
      ends.add(window.length);
      for (int end : ends) {
        if (end - start > 1) {
          Candidate candidate = mostDivergent(window, start, end);
          if (best == null || candidate.divergence > best.divergence) {
            best = candidate;
            bestStart = start;
            bestEnd = end;
          }
        }
        start = end;
      }
      if (best == null || !(pValue(window, bestStart, best.index, bestEnd) <= level)) {
        return new ArrayList<>(found);
      }
      found.add(best.index);
    }
  }

  /**
   * The split of the beginning of a stretch that maximizes the energy distance of both parts,
   * scaled by their sizes.
   */
  private static Candidate mostDivergent(double[] series, int start, int end) {
    double[][] within = within(series, start, end);
    int best = start + 1;
    double most = Double.NEGATIVE_INFINITY;
    for (int split = start + 1; split < end; split++) {
      for (int to = split + 1; to <= end; to++) {
        double n = split - start;
        double m = to - split;
        double left = within[0][split - start];
        double right = within[split - start][to - start];
        double between = within[0][to - start] - left - right;
        double divergence =
            2 / (m + n) * between
                - (n > 1 ? 2 * m / (m + n) / (n - 1) * left : 0)
                - (m > 1 ? 2 * n / (m + n) / (m - 1) * right : 0);
        if (divergence > most) {
          most = divergence;
          best = split;
        }
      }
    }
    return new Candidate(best, most);
  }

  /** Sums of the distances of all pairs from one index up to before another. */
  private static double[][] within(double[] series, int start, int end) {
    int size = end - start;
    double[][] within = new double[size + 1][size + 1];
    for (int from = 0; from < size; from++) {
      for (int to = from + 1; to <= size; to++) {
        double added = 0;
        for (int i = from; i < to - 1; i++) {
          added += Math.abs(series[start + i] - series[start + to - 1]);
        }
        within[from][to] = within[from][to - 1] + added;
      }
    }
    return within;
  }

  private static List<ChangePoint> tested(double[] series, List<Integer> indices) {
    List<ChangePoint> points = new ArrayList<>();
    for (int n = 0; n < indices.size(); n++) {
      points.add(
          tested(
              series,
              n == 0 ? 0 : indices.get(n - 1),
              indices.get(n),
              n + 1 < indices.size() ? indices.get(n + 1) : series.length));
    }
    return points;
  }

  private static ChangePoint tested(double[] series, int start, int index, int end) {
    return new ChangePoint(
        index,
        mean(series, start, index),
        mean(series, index, end),
        pValue(series, start, index, end));
  }

  private static List<ChangePoint> merge(
      List<ChangePoint> points, double[] series, double level, double leastChange) {
    while (!points.isEmpty()) {
      ChangePoint weakest =
          points.stream().max(Comparator.comparingDouble(ChangePoint::pValue)).orElseThrow();
      if (weakest.pValue < level) {
        weakest =
            points.stream().min(Comparator.comparingDouble(ChangePoint::magnitude)).orElseThrow();
        if (weakest.magnitude() > leastChange) {
          return points;
        }
      }
      int left = points.indexOf(weakest);
      points.remove(left);
      // Otava tests the two points after the one left out again, not the one before it.
      List<ChangePoint> again = tested(series, points.stream().map(ChangePoint::index).toList());
      for (int n = left; n < Math.min(left + 2, points.size()); n++) {
        points.set(n, again.get(n));
      }
    }
    return points;
  }

  /** Two-sided, of equal means with equal variances. */
  private static double pValue(double[] series, int start, int index, int end) {
    int n = index - start;
    int m = end - index;
    if (n + m <= 2) {
      return 1;
    }
    double left = mean(series, start, index);
    double right = mean(series, index, end);
    double freedom = n + m - 2.0;
    // With the standard deviations of populations, as Otava has them.
    double pooled =
        ((n - 1) * variance(series, start, index, left)
                + (m - 1) * variance(series, index, end, right))
            / freedom;
    double t = Math.abs(left - right) / Math.sqrt(pooled * (1.0 / n + 1.0 / m));
    return Double.isNaN(t) ? 1 : 2 * TDistribution.of(freedom).survivalProbability(t);
  }

  private static double mean(double[] series, int start, int end) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      sum += series[i];
    }
    return sum / (end - start);
  }

  private static double variance(double[] series, int start, int end, double mean) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      sum += (series[i] - mean) * (series[i] - mean);
    }
    return sum / (end - start);
  }
}
