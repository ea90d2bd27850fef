package io.hybridperf.jmh.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hybridperf.jmh.data.ClusteredVectors;
import io.hybridperf.jmh.data.VectorSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every backend that is present here must do, held against sorting in double precision. */
class BackendContractTest {

  static Stream<String> backends() {
    return Backends.all().stream()
        .filter(backend -> backend.probe() instanceof Availability.Available)
        .map(VectorSearchBackend::name)
        // A test's own, which is cpu-exact underneath.
        .filter(name -> !name.equals("slowable"));
  }

  static Stream<Arguments> backendsByMetric() {
    return backends()
        .flatMap(
            name -> Stream.of(DistanceMetric.values()).map(metric -> Arguments.of(name, metric)));
  }

  static Stream<Arguments> backendsByDimension() {
    return backends()
        .flatMap(name ->
            IntStream.of(1, 2, 3, 7, 16, 17, 100, 384, 1023, 1024)
                .mapToObj(dimension -> Arguments.of(name, dimension)));
  }

  @ParameterizedTest
  @MethodSource("backendsByMetric")
  void answersComeNearestFirstWithTrueDistances(String name, DistanceMetric metric) {
    float[][] rows = clustered(2_000, 24);
    float[][] queries = queries(50, 24);
    Answers answers = search(name, metric, rows, queries, 10);
    for (int q = 0; q < queries.length; q++) {
      for (int i = 0; i < 10; i++) {
        double truth = metric.distance(queries[q], rows[answers.id(q, i)]);
        assertThat((double) answers.distance(q, i)).isCloseTo(truth, within(truth));
        if (i > 0) {
          assertThat(answers.distance(q, i)).isGreaterThanOrEqualTo(answers.distance(q, i - 1));
        }
      }
      assertThat(new HashSet<>(answers.ids(q))).hasSize(10);
    }
    assertThat(recall(metric, rows, queries, answers, 10)).isGreaterThanOrEqualTo(floor(name));
  }

  @ParameterizedTest
  @MethodSource("backendsByDimension")
  void everyDimensionIsSearchedInFull(String name, int dimension) {
    float[][] rows = clustered(300, dimension);
    float[][] queries = queries(5, dimension);
    for (DistanceMetric metric : List.of(DistanceMetric.L2, DistanceMetric.INNER_PRODUCT)) {
      Answers answers = search(name, metric, rows, queries, 5);
      assertThat(recall(metric, rows, queries, answers, 5)).isGreaterThanOrEqualTo(floor(name));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void everyBatchSizeGivesTheSameAnswers(String name) {
    float[][] rows = clustered(1_500, 32);
    float[][] queries = queries(1_000, 32);
    Answers together = search(name, DistanceMetric.L2, rows, queries, 7);
    assertThat(recall(DistanceMetric.L2, rows, queries, together, 7))
        .isGreaterThanOrEqualTo(floor(name));
    assumeThat(named(name).exact()).isTrue();
    for (int batch : new int[] {1, 2, 3, 4, 5, 63}) {
      Answers few = search(name, DistanceMetric.L2, rows, Arrays.copyOf(queries, batch), 7);
      for (int q = 0; q < batch; q++) {
        assertThat(few.ids(q)).isEqualTo(together.ids(q));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backendsByMetric")
  void whatIsMissingBeyondTheLastRowIsMarked(String name, DistanceMetric metric) {
    float[][] rows = clustered(6, 8);
    Answers answers = search(name, metric, rows, queries(3, 8), 10);
    for (int q = 0; q < 3; q++) {
      assertThat(answers.ids(q).subList(0, 6)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
      assertThat(answers.ids(q).subList(6, 10)).containsOnly(-1);
      assertThat(answers.distance(q, 9)).isEqualTo(Float.POSITIVE_INFINITY);
    }
  }

  @ParameterizedTest
  @MethodSource("backendsByMetric")
  void equalRowsComeByTheirNumber(String name, DistanceMetric metric) {
    float[][] rows = clustered(40, 19);
    for (int i : new int[] {3, 17, 30, 39}) {
      rows[i] = rows[8].clone();
    }
    // All rows are asked for, so that an engine has no choice of which equal ones come first.
    Answers answers = search(name, metric, rows, new float[][] {rows[8].clone()}, 40);
    List<Integer> equal = new ArrayList<>(answers.ids(0));
    equal.retainAll(Set.of(3, 8, 17, 30, 39));
    assertThat(equal).isSorted();
    // Equal rows crowd each other out of a graph's edges: one of them may be out of reach.
    assertThat(equal).hasSizeGreaterThanOrEqualTo(named(name).exact() ? 5 : 4);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofManyEqualRowsAnExactBackendGivesTheFirst(String name) {
    assumeThat(named(name).exact()).isTrue();
    float[][] rows = new float[5_001][];
    Arrays.fill(rows, clustered(1, 33)[0]);
    Answers answers = search(name, DistanceMetric.COSINE, rows, queries(1, 33), 4);
    assertThat(answers.ids(0)).containsExactly(0, 1, 2, 3);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void zeroVectorsHaveNoDirection(String name) {
    float[][] rows = clustered(20, 12);
    rows[5] = new float[12];
    Answers answers = search(name, DistanceMetric.COSINE, rows, queries(1, 12), 20);
    int rank = answers.ids(0).indexOf(5);
    assertThat(rank >= 0 || !named(name).exact()).isTrue();
    if (rank >= 0) {
      assertThat((double) answers.distance(0, rank)).isCloseTo(1, within(1));
    }
    Answers ofZero = search(name, DistanceMetric.COSINE, rows, new float[1][12], 20);
    int found = (int) ofZero.ids(0).stream().filter(id -> id >= 0).count();
    assertThat(found).isGreaterThanOrEqualTo((int) (20 * floor(name)));
    for (int i = 0; i < found; i++) {
      assertThat(ofZero.distance(0, i)).isEqualTo(1f);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void numbersThatAreNotFiniteAreRefused(String name) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] rows = clustered(20, 8);
      rows[4][3] = bad;
      assertThatThrownBy(() -> search(name, DistanceMetric.L2, rows, queries(1, 8), 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 4, component 3 is " + bad);
      float[][] queries = queries(3, 8);
      queries[2][7] = bad;
      assertThatThrownBy(() -> search(name, DistanceMetric.L2, clustered(20, 8), queries, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("query 2, component 7 is " + bad);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aSettingThatDoesNotExistIsRefused(String name) {
    try (VectorSearchBackend backend = named(name)) {
      VectorSet rows = VectorSet.of(clustered(20, 8));
      assertThatThrownBy(() -> backend.build(rows, DistanceMetric.L2, Tuning.parse("eef=3")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tuning eef: " + name + " has no such setting");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aBackendCanBeBuiltAgainAndClosedTwice(String name) {
    VectorSearchBackend backend = named(name);
    int[] ids = new int[1];
    float[] distances = new float[1];
    for (int rows : new int[] {50, 70}) {
      float[][] data = clustered(rows, 8);
      backend.build(VectorSet.of(data), DistanceMetric.L2, Tuning.none());
      backend.search(data[rows - 1], 1, 1, ids, distances);
      assertThat(ids[0]).isEqualTo(rows - 1);
    }
    backend.close();
    backend.close();
  }

  private static VectorSearchBackend named(String name) {
    return Backends.available(name);
  }

  private static double floor(String name) {
    try (VectorSearchBackend backend = named(name)) {
      return backend.exact() ? 1 : 0.95;
    }
  }

  private static Offset<Double> within(double truth) {
    return Offset.offset(2e-5 * Math.max(1, Math.abs(truth)));
  }

  private static Answers search(
      String name, DistanceMetric metric, float[][] rows, float[][] queries, int k) {
    int dimension = rows[0].length;
    float[] flat = new float[queries.length * dimension];
    for (int q = 0; q < queries.length; q++) {
      System.arraycopy(queries[q], 0, flat, q * dimension, dimension);
    }
    int[] ids = new int[queries.length * k];
    float[] distances = new float[ids.length];
    try (VectorSearchBackend backend = named(name)) {
      backend.build(VectorSet.of(rows), metric, Tuning.none());
      backend.search(flat, queries.length, k, ids, distances);
    }
    return new Answers(k, ids, distances);
  }

  /** Answers as near as the true k-th one count, so that equal or near-equal rows are no miss. */
  private static double recall(
      DistanceMetric metric, float[][] rows, float[][] queries, Answers answers, int k) {
    int found = 0;
    for (int q = 0; q < queries.length; q++) {
      float[] query = queries[q];
      double farthest =
          Stream.of(rows)
              .map(row -> metric.distance(query, row))
              .sorted(Comparator.naturalOrder())
              .skip(k - 1)
              .findFirst()
              .orElseThrow();
      for (int id : answers.ids(q)) {
        if (id >= 0
            && metric.distance(query, rows[id]) <= farthest + 1e-5 * Math.max(1, farthest)) {
          found++;
        }
      }
    }
    return (double) found / (queries.length * k);
  }

  private static float[][] clustered(int count, int dimension) {
    ClusteredVectors vectors = new ClusteredVectors(11, dimension);
    float[][] rows = new float[count][dimension];
    for (int i = 0; i < count; i++) {
      vectors.row(i, rows[i]);
    }
    return rows;
  }

  private static float[][] queries(int count, int dimension) {
    ClusteredVectors vectors = new ClusteredVectors(11, dimension);
    float[][] queries = new float[count][dimension];
    for (int i = 0; i < count; i++) {
      vectors.query(i, queries[i]);
    }
    return queries;
  }

  private static final class Answers {
    private final int k;
    private final int[] flatIds;
    private final float[] flatDistances;

    Answers(int k, int[] flatIds, float[] flatDistances) {
      this.k = k;
      this.flatIds = flatIds;
      this.flatDistances = flatDistances;
    }

    int id(int query, int rank) {
      return flatIds[query * k + rank];
    }

    float distance(int query, int rank) {
      return flatDistances[query * k + rank];
    }

    List<Integer> ids(int query) {
      return Arrays.stream(flatIds, query * k, (query + 1) * k).boxed().toList();
    }
  }
}
