package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final double EVERY_SECONDS = 30;

  private static Trend through(int points, IntToDoubleFunction value) {
    return Trend.of(
        IntStream.range(0, points)
            .mapToObj(n -> new Trend.Point(n * EVERY_SECONDS, value.applyAsDouble(n)))
            .toList());
  }

  @Property
  void aStraightLineIsItsSlope(
      @ForAll @DoubleRange(min = -1000, max = 1000) double slope,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double start,
      @ForAll @IntRange(min = 5, max = 60) int points) {
    Trend trend = through(points, n -> start + slope * n * EVERY_SECONDS);

    double rounding = 1e-6 * (1 + Math.abs(slope));
    assertThat(trend.slope()).isEqualTo(slope, within(rounding));
    assertThat(trend.low()).isEqualTo(slope, within(rounding));
    assertThat(trend.high()).isEqualTo(slope, within(rounding));
  }

  @Property
  void theIntervalHoldsTheSlopeAndMovesWithTheLine(
      @ForAll long seed,
      @ForAll @DoubleRange(min = -50, max = 50) double more,
      @ForAll @IntRange(min = 5, max = 40) int points) {
    double[] noise = new Random(seed).doubles(points, -100, 100).toArray();

    Trend flat = through(points, n -> noise[n]);
    Trend steep = through(points, n -> noise[n] + more * n * EVERY_SECONDS);

    assertThat(flat.slope()).isBetween(flat.low(), flat.high());
    assertThat(steep.slope()).isEqualTo(flat.slope() + more, within(1e-6));
    assertThat(steep.low()).isLessThanOrEqualTo(steep.slope());
    assertThat(steep.high()).isGreaterThanOrEqualTo(steep.slope());
  }

  @Test
  void outliersDoNotTurnIt() {
    Random random = new Random(7);
    // Every fifth point is anywhere but on the line, above it late and below it early.
    Trend trend =
        through(
            40,
            n ->
                1000
                    + 2 * n * EVERY_SECONDS
                    + random.nextGaussian() * 5
                    + (n % 5 == 4 ? 200.0 * n : 0));

    assertThat(trend.slope()).isEqualTo(2, within(0.5));
    assertThat(trend.low()).isPositive();
  }

  @Test
  void theTrueSlopeIsInsideAboutNineteenTimesInTwenty() {
    Random random = new Random(11);
    long inside =
        IntStream.range(0, 500)
            .mapToObj(_ -> through(20, n -> 3 * n * EVERY_SECONDS + random.nextGaussian() * 500))
            .filter(trend -> trend.low() <= 3 && 3 <= trend.high())
            .count();

    assertThat(inside / 500.0).isBetween(0.92, 0.995);
  }

  @Test
  void aQuantityThatWandersIsSeldomTakenForATrend() {
    Random random = new Random(5);
    long called = 0;
    for (int trial = 0; trial < 500; trial++) {
      double[] walk = new double[30];
      for (int n = 1; n < walk.length; n++) {
        walk[n] = 0.6 * walk[n - 1] + random.nextGaussian();
      }
      Trend trend = through(walk.length, n -> walk[n]);
      called += trend.low() > 0 ? 1 : 0;
    }

    // 2.5 % are meant, 7 % are reached; an interval for independent points would call 15 %.
    assertThat(called / 500.0).isLessThan(0.1);
  }

  @Test
  void aSingleStepIsNoTrend() {
    for (int at = 1; at < 20; at++) {
      int step = at;
      assertThat(through(20, n -> n < step ? 100 : 150).low()).as("step at %d", step).isZero();
    }
  }

  @Test
  void manyStepsAreOne() {
    assertThat(through(20, n -> 100 + 10 * (n / 3)).low()).isPositive();
  }

  @Test
  void aConstantHasNoSlopeAndNoDoubt() {
    assertThat(through(20, _ -> 42)).isEqualTo(new Trend(0, 0, 0, 42, 20));
  }

  @Test
  void fewPointsAreRefused() {
    assertThatThrownBy(() -> through(4, n -> n))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 points");
  }
}
