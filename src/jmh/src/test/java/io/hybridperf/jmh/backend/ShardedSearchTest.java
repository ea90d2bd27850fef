package io.hybridperf.jmh.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.jmh.data.ClusteredVectors;
import io.hybridperf.jmh.data.VectorSet;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data set over several devices, held against the same set on one. */
class ShardedSearchTest {
  private static final int DIMENSION = 17;

  private final int[] ids = new int[3 * 40];
  private final float[] distances = new float[ids.length];

  private int[] over(int devices, VectorSet rows, float[] queries, int batch, int k) {
    try (ShardedSearch search =
        new ShardedSearch("slowable", devices, rows, DistanceMetric.COSINE, Tuning.none())) {
      search.search(queries, batch, k, ids, distances);
      return Arrays.copyOf(ids, batch * k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void theMergedAnswersAreThoseOfOneDevice(int devices) {
    VectorSet rows = VectorSet.of(rows(1_003));
    float[] queries = queries(3);
    assertThat(over(devices, rows, queries, 3, 40)).isEqualTo(over(1, rows, queries, 3, 40));
  }

  @Test
  void equalRowsOfSeveralDevicesComeByTheirNumber() {
    float[][] rows = rows(50);
    for (int row : new int[] {2, 13, 24, 35, 46}) {
      rows[row] = rows[2].clone();
    }
    assertThat(over(5, VectorSet.of(rows), rows[2].clone(), 1, 5))
        .containsExactly(2, 13, 24, 35, 46);
    assertThat(Arrays.copyOf(distances, 5)).containsOnly(distances[0]);
  }

  @Test
  void whatAllDevicesTogetherDoNotHaveIsMarked() {
    int[] found = over(5, VectorSet.of(rows(7)), queries(1), 1, 10);
    assertThat(Arrays.copyOf(found, 7)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(Arrays.copyOfRange(found, 7, 10)).containsOnly(-1);
    assertThat(distances[9]).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void moreDevicesThanThereAreIsAnError() {
    VectorSet rows = VectorSet.of(rows(10));
    assertThatThrownBy(
            () -> new ShardedSearch("slowable", 6, rows, DistanceMetric.L2, Tuning.none()))
        .isInstanceOf(BackendException.class)
        .hasMessage("slowable over 6 devices: only 5 present");
  }

  private static float[][] rows(int count) {
    ClusteredVectors vectors = new ClusteredVectors(5, DIMENSION);
    float[][] rows = new float[count][DIMENSION];
    for (int i = 0; i < count; i++) {
      vectors.row(i, rows[i]);
    }
    return rows;
  }

  private static float[] queries(int count) {
    ClusteredVectors vectors = new ClusteredVectors(5, DIMENSION);
    float[] queries = new float[count * DIMENSION];
    float[] one = new float[DIMENSION];
    for (int i = 0; i < count; i++) {
      vectors.query(i, one);
      System.arraycopy(one, 0, queries, i * DIMENSION, DIMENSION);
    }
    return queries;
  }
}
