package io.hybridperf.feeders.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.feeders.file.ShippedFile;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is screened first is what is found by looking closely at every film. */
class ExactSearchTest {
  private static final int FILMS = 1_000;
  private static final int QUERIES = 70;
  private static final int DEPTH = 20;
  private final Random random = new Random(5);

  private float[][] vectors(int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int d = 0; d < dimension; d++) {
        vector[d] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private void hold(int dimension) {
    float[][] films = vectors(FILMS, dimension);
    // Ties, and vectors of other lengths.
    for (int i = 500; i < 600; i++) {
      films[i] = films[i - 500].clone();
    }
    for (int i = 600; i < 700; i++) {
      for (int d = 0; d < dimension; d++) {
        films[i][d] = 50 * films[i - 600][d] + 0.001f * films[i][d];
      }
    }
    float[][] asked = vectors(QUERIES, dimension);
    for (int i = 0; i < 30; i++) {
      asked[i] = films[i].clone();
    }
    VectorFile queries =
        VectorFile.decode(
            new ShippedFile("x"),
            VectorFile.encode(LongStream.range(0, QUERIES).toArray(), asked),
            dimension);
    ExactSearch search =
        new ExactSearch(
            LongStream.range(0, FILMS).toArray(),
            films,
            Arrays.stream(films).mapToDouble(Vectors::norm).toArray());
    List<Integer> percents = new ArrayList<>();

    TruthFile truth =
        search.truth(
            queries,
            DEPTH,
            new TruthFile.Sources(1, 2, 3),
            percent -> {
              synchronized (percents) {
                percents.add(percent);
              }
            });

    for (int query = 0; query < QUERIES; query++) {
      long[] ids = new long[DEPTH];
      float[] scores = new float[DEPTH];
      search.search(queries.vector(query), ids, scores);
      assertThat(truth.ids()[query]).containsExactly(ids);
      assertThat(truth.scores()[query]).containsExactly(scores);
    }
    assertThat(percents).contains(100);
  }

  @Test
  void allAreFound() {
    hold(384);
  }

  @Test
  void dimensionsThatAreNoMultipleOfFourToo() {
    hold(7);
  }
}
