package io.hybridperf.feeders.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZipfSamplerTest {

  private static final int DRAWS = 1_000_000;

  @ParameterizedTest
  @CsvSource({"1, 1.0", "2, 0.5", "100, 0", "100, 0.7", "100, 1.0", "1000, 1.2", "50, 3.0"})
  void drawsFollowTheLawByChiSquare(int size, double exponent) {
    ZipfSampler sampler = new ZipfSampler(size, exponent);
    SplittableRandom random = new SplittableRandom(42);
    long[] counts = new long[size];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.rank(random.nextLong())]++;
    }
    double[] law = law(size, exponent);
    double chiSquare = 0;
    int cells = 0;
    double pooledExpected = 0;
    double pooledCount = 0;
    for (int rank = 0; rank < size; rank++) {
      pooledExpected += law[rank] * DRAWS;
      pooledCount += counts[rank];
      // The usual rule: no cell with less than 5 expected.
      if (pooledExpected >= 5) {
        chiSquare +=
            (pooledCount - pooledExpected) * (pooledCount - pooledExpected) / pooledExpected;
        cells++;
        pooledExpected = 0;
        pooledCount = 0;
      }
    }
    int freedom = Math.max(1, cells - 1);
    // Wilson and Hilferty's approximation of the 99.99 % quantile.
    double z = 3.719;
    double limit =
        freedom * Math.pow(1 - 2.0 / (9 * freedom) + z * Math.sqrt(2.0 / (9 * freedom)), 3);
    assertThat(chiSquare).isLessThan(limit);
  }

  @Property
  void probabilitiesAreTheLawsAndSumToOne(
      @ForAll @IntRange(min = 1, max = 5000) int size,
      @ForAll @DoubleRange(max = 5) double exponent) {
    ZipfSampler sampler = new ZipfSampler(size, exponent);
    double[] law = law(size, exponent);
    double sum = 0;
    for (int rank = 0; rank < size; rank++) {
      assertThat(sampler.probability(rank)).isCloseTo(law[rank], within(1e-12));
      sum += sampler.probability(rank);
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  @Property
  void everyPatternOfBitsGivesARank(
      @ForAll long bits, @ForAll @IntRange(min = 1, max = 100) int size) {
    assertThat(new ZipfSampler(size, 1.1).rank(bits)).isBetween(0, size - 1);
  }

  @Test
  void impossibleParametersAreRefused() {
    assertThatThrownBy(() -> new ZipfSampler(0, 1)).hasMessageContaining("size is 0");
    assertThatThrownBy(() -> new ZipfSampler(5, -1)).hasMessageContaining("exponent is -1.0");
    assertThatThrownBy(() -> new ZipfSampler(5, Double.NaN))
        .hasMessageContaining("exponent is NaN");
  }

  private static double[] law(int size, double exponent) {
    double sum = 0;
    double[] law = new double[size];
    for (int i = 0; i < size; i++) {
      law[i] = 1 / Math.pow(i + 1, exponent);
      sum += law[i];
    }
    for (int i = 0; i < size; i++) {
      law[i] /= sum;
    }
    return law;
  }
}
