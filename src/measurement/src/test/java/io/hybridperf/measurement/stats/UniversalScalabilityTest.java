package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.stats.UniversalScalability.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class UniversalScalabilityTest {

  private static double x(double n, double lambda, double sigma, double kappa) {
    return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
  }

  private static List<Point> points(
      double lambda, double sigma, double kappa, double noise, double... concurrencies) {
    Random random = new Random(1);
    List<Point> points = new ArrayList<>();
    for (double n : concurrencies) {
      points.add(new Point(n, x(n, lambda, sigma, kappa) * (1 + noise * random.nextGaussian())));
    }
    return points;
  }

  private static UniversalScalability fit(List<Point> points) {
    return UniversalScalability.fit(points).orElseThrow();
  }

  @Property
  void recoversThePlantedLaw(
      @ForAll @DoubleRange(min = 1, max = 10_000) double lambda,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double sigma,
      @ForAll @DoubleRange(min = 0.0001, max = 0.05) @Scale(6) double kappa) {
    UniversalScalability law = fit(points(lambda, sigma, kappa, 0, 0.25, 0.5, 1, 2, 4, 8, 16, 32));

    assertThat(law.lambda()).isCloseTo(lambda, Percentage.withPercentage(0.01));
    assertThat(law.sigma()).isCloseTo(sigma, within(1e-5));
    assertThat(law.kappa()).isCloseTo(kappa, within(1e-6));
    assertThat(law.r2()).isCloseTo(1, within(1e-6));
    assertThat(law.refusal()).isEmpty();
    assertThat(law.peakConcurrency().orElseThrow())
        .isCloseTo(Math.sqrt((1 - sigma) / kappa), Percentage.withPercentage(1));
    assertThat(law.throughput(64))
        .isCloseTo(x(64, lambda, sigma, kappa), Percentage.withPercentage(0.1));
  }

  @Test
  void isNotFarOffWithAFewPercentOfNoise() {
    UniversalScalability law = fit(points(995, 0.05, 0.002, 0.02, 0.5, 1, 2, 4, 8, 12, 16, 24, 32));

    assertThat(law.sigma()).isCloseTo(0.05, within(0.02));
    assertThat(law.refusal()).isEmpty();
    assertThat(law.throughput(48))
        .isCloseTo(x(48, 995, 0.05, 0.002), Percentage.withPercentage(15));
  }

  @Test
  void neverSaysThatContentionIsNegative() {
    // Faster with every one more: no law of scalability.
    UniversalScalability law =
        fit(
            List.of(
                new Point(1, 100),
                new Point(2, 220),
                new Point(4, 480),
                new Point(8, 1_100),
                new Point(16, 2_500),
                new Point(32, 5_600)));

    assertThat(law.sigma()).isGreaterThanOrEqualTo(0);
    assertThat(law.kappa()).isGreaterThanOrEqualTo(0);
    assertThat(law.refusal()).isPresent();
  }

  @Test
  void refusesAStraightLineWhichSaysNothingOfWhereItBends() {
    assertThat(fit(points(500, 0, 0, 0.005, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)).refusal().orElseThrow())
        .contains("straight line");
  }

  @Test
  void refusesTooFewPoints() {
    assertThat(fit(points(500, 0.1, 0.01, 0, 1, 4, 8, 16)).refusal().orElseThrow())
        .contains("4 steps");
    assertThat(UniversalScalability.fit(points(500, 0.1, 0.01, 0, 1, 2))).isEmpty();
  }

  @Test
  void refusesANarrowRange() {
    assertThat(fit(points(500, 0.1, 0.01, 0, 10, 11, 12, 13, 14, 15)).refusal().orElseThrow())
        .contains("10.00 to 15.00");
  }

  @Test
  void refusesWhatTheLawDoesNotExplain() {
    assertThat(
            fit(List.of(
                    new Point(1, 400),
                    new Point(2, 100),
                    new Point(4, 900),
                    new Point(8, 200),
                    new Point(16, 1_000),
                    new Point(32, 300)))
                .refusal()
                .orElseThrow())
        .contains("R^2");
  }

  @Test
  void refusesAPredictionThatHangsOnOneStep() {
    List<Point> points = new ArrayList<>(points(100, 0.02, 0, 0.001, 0.5, 0.7, 1, 1.4, 2));
    points.add(new Point(30, 1_000));

    assertThat(fit(points).refusal().orElseThrow()).contains("leaving out one step");
  }
}
