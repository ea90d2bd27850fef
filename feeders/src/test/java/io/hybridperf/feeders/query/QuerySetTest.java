package io.hybridperf.feeders.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.file.ShippedFile;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.movielens.Titles;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuerySetTest {

  private static QuerySet set;
  private static List<Query> queries;

  @BeforeAll
  static void load() {
    set = QuerySet.load();
    queries = set.queries();
  }

  @Test
  void thereAreAtLeastTwoThousandDistinctTextsOfEveryKind() {
    assertThat(queries).hasSizeGreaterThanOrEqualTo(2000);
    assertThat(queries.stream().map(query -> query.text().toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates()
        .allMatch(text -> !text.isBlank());
    assertThat(queries.stream().map(Query::kind).distinct())
        .containsExactlyInAnyOrder(Query.Kind.values());
  }

  @Test
  void aTitleFindsItsFilm() {
    Dataset dataset = MovieLens.load();
    List<Query> titles = queries.stream().filter(q -> q.kind() == Query.Kind.TITLE).toList();
    long found =
        titles.stream()
            .filter(query ->
                Arrays.stream(query.trueIds(), 0, 10)
                    .mapToObj(id -> Titles.natural(dataset.film(id).orElseThrow().title()))
                    .anyMatch(query.text()::equals))
            .count();
    assertThat((double) found / titles.size()).isGreaterThan(0.9);
  }

  @Test
  void groundTruthIsWhatAnExactSearchFinds() {
    ExactSearch exact =
        new ExactSearch(VectorFile.read(ShippedFile.EMBEDDINGS, MovieLens.DIMENSION));
    for (int i = 0; i < queries.size(); i += 25) {
      Query query = queries.get(i);
      long[] ids = new long[QuerySet.TRUTH_SIZE];
      float[] scores = new float[QuerySet.TRUTH_SIZE];
      exact.search(query.vector(), ids, scores);
      assertThat(query.trueIds()).as(query.text()).containsExactly(ids);
      assertThat(query.trueScores()).as(query.text()).containsExactly(scores);
    }
  }

  @Test
  void aQueryOfAnotherVectorHasItsExactAnswer() {
    Query like = queries.getFirst();
    Query same = set.withVector(like, like.vector(), 10);
    Query film = set.withVector(like, set.filmVector(7), 3);

    assertThat(same.trueIds()).containsExactly(Arrays.copyOf(like.trueIds(), 10));
    assertThat(film.trueScores()[0]).isCloseTo(1, within(1e-6f));
    assertThat(set.trueScore(film.vector(), film.trueIds()[2]))
        .isCloseTo(film.trueScores()[2], within(1e-6));
  }

  @Test
  void trueScoresAreTheCosinesOfTheTrueIds() {
    for (Query query : queries) {
      for (int i = 0; i < QuerySet.TRUTH_SIZE; i += 33) {
        assertThat(set.trueScore(query.vector(), query.trueIds()[i]))
            .isCloseTo(query.trueScores()[i], within(1e-7));
      }
    }
    assertThat(set.trueScore(queries.getFirst().vector(), -1)).isNaN();
  }

  @Test
  void theTrueNeighboursHaveRecallOneAndUnknownOrRepeatedIdsCountNothing() {
    for (Query query : queries.subList(0, 50)) {
      long[] first = Arrays.copyOf(query.trueIds(), 10);
      assertThat(set.recall(query, first, 10, 0)).isEqualTo(1);
      assertThat(set.recall(query, Arrays.copyOf(first, 4), 10, 0)).isEqualTo(0.4);
    }
    Query query = queries.getFirst();
    long id = query.trueIds()[0];
    assertThat(set.recall(query, new long[] {id, id, -7, -7}, 4, 0)).isEqualTo(0.25);
  }

  @Test
  void aFilmWithinTheToleranceOfTheLastTrueNeighbourCounts() {
    Query query = queries.getFirst();
    long[] answer = Arrays.copyOf(query.trueIds(), 10);
    answer[9] = query.trueIds()[60];
    double gap = query.trueScores()[9] - query.trueScores()[60];
    assertThat(gap).isGreaterThan(1e-3);
    assertThat(set.recall(query, answer, 10, gap / 2)).isEqualTo(0.9);
    assertThat(set.recall(query, answer, 10, gap * 1.01)).isEqualTo(1);
    assertThatThrownBy(() -> set.recall(query, answer, 101, 0)).hasMessageContaining("k is 101");
  }
}
