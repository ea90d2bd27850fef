package io.hybridperf.measurement.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The universal scalability law, {@code X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))}:
 * throughput X at a concurrency N, which Little's law gives as throughput times mean response time
 * (Gunther, <i>Guerrilla Capacity Planning</i>, Springer 2007, ch. 4-6).
 *
 * <p>It is fitted in the form {@code N / X = a + b (N - 1) + c N (N - 1)} with {@code a = 1 /
 * lambda, b = sigma / lambda, c = kappa / lambda}, which is linear: least squares of the relative
 * residuals of {@code N / X}, with none of the three negative (all subsets of the constraints are
 * tried, so the optimum is exact; no iteration, no start value).
 *
 * @param lambda throughput of one unit of concurrency, per second
 * @param sigma contention, 0 or more: the share that cannot run in parallel
 * @param kappa coherency, 0 or more: the cost of keeping the parts consistent
 * @param r2 the share of the throughputs' variance that the law explains
 * @param lowest the lowest concurrency observed
 * @param highest the highest concurrency observed
 * @param points how many observations
 * @param refusal why no throughput beyond the observed range should be read off; empty if it may
 */
public record UniversalScalability(
    double lambda,
    double sigma,
    double kappa,
    double r2,
    double lowest,
    double highest,
    int points,
    Optional<String> refusal) {

  /**
   * A state the system was seen in.
   *
   * @param concurrency requests in the system on average, more than 0
   * @param throughput requests a second, more than 0
   */
  public record Point(double concurrency, double throughput) {
    /**
     * @throws IllegalArgumentException if a number is not positive
     */
    public Point {
      if (!(concurrency > 0 && throughput > 0)) {
        throw new IllegalArgumentException(
            "concurrency = %s and throughput = %s must be more than 0"
                .formatted(concurrency, throughput));
      }
    }
  }

  /** How far beyond the highest observed concurrency a throughput may be read off. */
  public static final double REACH = 2;

  private static final int FEWEST_POINTS = 6;
  private static final double NARROWEST_RANGE = 3;
  private static final double LOWEST_R2 = 0.95;
  private static final double LEAST_BEND = 0.05;
  private static final double WIDEST_SPREAD = 0.25;

  /**
   * Fits the law.
   *
   * @param points at least three
   * @return the law, which may refuse to be extrapolated; empty with fewer points
   */
  public static Optional<UniversalScalability> fit(List<Point> points) {
    if (points.size() < 3) {
      return Optional.empty();
    }
    double[] law = coefficients(points);
    UniversalScalability fitted = of(law, points, Optional.empty());
    return Optional.of(of(law, points, refusal(fitted, points)));
  }

  private static UniversalScalability of(
      double[] law, List<Point> points, Optional<String> refusal) {
    return new UniversalScalability(
        1 / law[0],
        law[1] / law[0],
        law[2] / law[0],
        r2(law, points),
        points.stream().mapToDouble(Point::concurrency).min().orElseThrow(),
        points.stream().mapToDouble(Point::concurrency).max().orElseThrow(),
        points.size(),
        refusal);
  }

  /**
   * The throughput at a concurrency.
   *
   * @param concurrency more than 0
   * @return per second
   */
  public double throughput(double concurrency) {
    return lambda
        * concurrency
        / (1 + sigma * (concurrency - 1) + kappa * concurrency * (concurrency - 1));
  }

  /**
   * The concurrency beyond which throughput falls.
   *
   * @return {@code sqrt((1 - sigma) / kappa)}; empty if there is none
   */
  public OptionalDouble peakConcurrency() {
    return kappa > 0 && sigma < 1
        ? OptionalDouble.of(Math.sqrt((1 - sigma) / kappa))
        : OptionalDouble.empty();
  }

  private static Optional<String> refusal(UniversalScalability law, List<Point> points) {
    if (points.size() < FEWEST_POINTS) {
      return Optional.of(
          "%s steps can be used, at least %s are needed".formatted(points.size(), FEWEST_POINTS));
    }
    if (law.highest < NARROWEST_RANGE * law.lowest) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "concurrency was observed from %.2f to %.2f only, less than a factor of %.0f",
              law.lowest,
              law.highest,
              NARROWEST_RANGE));
    }
    if (!(law.r2 >= LOWEST_R2)) {
      return Optional.of(
          String.format(Locale.ROOT, "R^2 is %.3f, at least %.2f is needed", law.r2, LOWEST_R2));
    }
    double bend =
        1 - law.throughput(law.highest) / law.throughput(law.lowest) * law.lowest / law.highest;
    if (bend < LEAST_BEND) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "throughput grew with concurrency to within %.1f %% of a straight line: nothing was seen of where it bends",
              100 * Math.max(0, bend)));
    }
    double spread = spread(law, points);
    if (!(spread <= WIDEST_SPREAD)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "leaving out one step moves the prediction by up to %.0f %%, at most %.0f %% is allowed",
              100 * spread,
              100 * WIDEST_SPREAD));
    }
    return Optional.empty();
  }

  /** By how much the prediction at the end of the reach depends on a single observation. */
  private static double spread(UniversalScalability law, List<Point> points) {
    double at = REACH * law.highest;
    double whole = law.throughput(at);
    double most = 0;
    for (int n = 0; n < points.size(); n++) {
      List<Point> others = new ArrayList<>(points);
      others.remove(n);
      double other = of(coefficients(others), others, Optional.empty()).throughput(at);
      most = Math.max(most, Math.abs(other / whole - 1));
    }
    return most;
  }

  private static double r2(double[] law, List<Point> points) {
    double mean = points.stream().mapToDouble(Point::throughput).average().orElseThrow();
    double total = 0;
    double unexplained = 0;
    for (Point point : points) {
      double n = point.concurrency();
      double fitted = n / (law[0] + law[1] * (n - 1) + law[2] * n * (n - 1));
      total += Math.pow(point.throughput() - mean, 2);
      unexplained += Math.pow(point.throughput() - fitted, 2);
    }
    return 1 - unexplained / total;
  }

  /** {@code a, b, c} of the smallest weighted residuals, {@code a > 0}, {@code b, c >= 0}. */
  private static double[] coefficients(List<Point> points) {
    double[] best = {1, 0, 0};
    double least = Double.POSITIVE_INFINITY;
    for (boolean[] free :
        new boolean[][] {{true, true}, {true, false}, {false, true}, {false, false}}) {
      double[] law = leastSquares(points, free[0], free[1]);
      double residual = residual(points, law);
      if (law[0] > 0 && law[1] >= 0 && law[2] >= 0 && residual < least) {
        best = law;
        least = residual;
      }
    }
    return best;
  }

  private static double[] row(Point point, boolean contention, boolean coherency) {
    double n = point.concurrency();
    double weight = point.throughput() / n;
    return new double[] {
      weight, contention ? weight * (n - 1) : 0, coherency ? weight * n * (n - 1) : 0
    };
  }

  private static double residual(List<Point> points, double[] law) {
    double sum = 0;
    for (Point point : points) {
      double[] row = row(point, true, true);
      sum += Math.pow(1 - row[0] * law[0] - row[1] * law[1] - row[2] * law[2], 2);
    }
    return sum;
  }

  /** Normal equations, solved by elimination; an unknown that is left out is 0. */
  private static double[] leastSquares(List<Point> points, boolean contention, boolean coherency) {
    double[][] m = new double[3][4];
    for (Point point : points) {
      double[] row = row(point, contention, coherency);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          m[i][j] += row[i] * row[j];
        }
        m[i][3] += row[i];
      }
    }
    double[] solution = new double[3];
    for (int i = 0; i < 3; i++) {
      if (m[i][i] <= 0) {
        continue;
      }
      for (int k = 0; k < 3; k++) {
        if (k != i) {
          double factor = m[k][i] / m[i][i];
          for (int j = 0; j < 4; j++) {
            m[k][j] -= factor * m[i][j];
          }
        }
      }
    }
    for (int i = 0; i < 3; i++) {
      solution[i] = m[i][i] > 0 ? m[i][3] / m[i][i] : 0;
    }
    return solution;
  }
}
