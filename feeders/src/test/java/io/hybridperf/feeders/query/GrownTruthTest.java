package io.hybridperf.feeders.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.file.Vectors;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrownTruthTest {
  private static final Dataset GROWN = MovieLens.load().grownTo(MovieLens.FILMS + 300).inMemory();
  private static final ShippedQueries SHIPPED = ShippedQueries.read();

  @TempDir private Path folder;
  private final List<String> lines = new ArrayList<>();

  @Test
  void whatIsComputedOnceIsReadAgain() throws IOException {
    TruthFile first = truth("a+300").of(search(500), 10);
    TruthFile again = truth("a+300").of(search(0), 10);

    assertThat(lines)
        .containsExactly(
            "ground truth: computing the 10 nearest films of each of 2518 queries, once");
    assertThat(again.ids()).isDeepEqualTo(first.ids());
    assertThat(again.scores()).isDeepEqualTo(first.scores());
    try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void otherFilmsAnotherDepthAndADamagedFileAreComputedAnew() throws IOException {
    TruthFile first = truth("a+300").of(search(500), 10);
    truth("a+301").of(search(500), 10);
    assertThat(truth("a+300").of(search(500), 11).ids()[0]).hasSize(11);
    assertThat(lines).hasSize(3);

    Path file = folder.resolve("kept").resolve("query-truth-a+300-10.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(truth("a+300").of(search(500), 10).ids()).isDeepEqualTo(first.ids());
    assertThat(lines).hasSize(4);
  }

  @Test
  void whereNothingCanBeKeptItIsSaid() throws IOException {
    Files.writeString(folder.resolve("kept"), "no folder");
    truth("a+300").of(search(100), 10);

    assertThat(lines).last().asString().startsWith("ground truth: not kept for the next run");
  }

  @Test
  void truthIsThatOfLookingAtEveryFilm() {
    QuerySet set = QuerySet.load(GROWN, 100, folder, lines::add);

    assertThat(set.films()).isEqualTo(MovieLens.FILMS + 300);
    assertThat(set.filmId(MovieLens.FILMS + 299)).isEqualTo(1_000_300);
    for (Query query : set.queries().subList(0, 5)) {
      double[] scores =
          LongStream.range(0, set.films())
              .mapToDouble(i -> Vectors.dot(query.vector(), set.filmVector((int) i)))
              .sorted()
              .toArray();
      assertThat(query.trueIds()).hasSize(100);
      assertThat((double) query.trueScores()[99])
          .isCloseTo(scores[scores.length - 100], within(1e-6));
      assertThat(set.trueScore(query.vector(), query.trueIds()[99]))
          .isCloseTo(query.trueScores()[99], within(1e-6));
      assertThat(set.recall(query, Arrays.copyOf(query.trueIds(), 10), 10, 0)).isEqualTo(1);
      assertThat(QuerySet.over(GROWN).withVector(query, query.vector(), 100).trueIds())
          .containsExactly(query.trueIds());
    }
    assertThat(set.queries())
        .anyMatch(query -> Arrays.stream(query.trueIds()).anyMatch(id -> id > 1_000_000));
  }

  @Test
  void whatIsNotGrownHasTheShippedTruth() {
    QuerySet set = QuerySet.load(MovieLens.load(), 100, folder, lines::add);

    assertThat(set.films()).isEqualTo(MovieLens.FILMS);
    assertThat(set.queries().getFirst().trueIds())
        .containsExactly(QuerySet.load().queries().getFirst().trueIds());
    assertThat(lines).isEmpty();
  }

  private GrownTruth truth(String films) {
    return new GrownTruth(folder.resolve("kept"), films, SHIPPED, lines::add);
  }

  private static ExactSearch search(int films) {
    long[] ids = new long[films];
    float[][] vectors = new float[films][];
    double[] norms = new double[films];
    for (int i = 0; i < films; i++) {
      ids[i] = GROWN.films().get(i).id();
      vectors[i] = GROWN.films().get(i).embedding();
      norms[i] = 1;
    }
    return new ExactSearch(ids, vectors, norms);
  }
}
