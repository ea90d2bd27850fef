package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS;
import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.contract.Films.Film;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The nearest rows, best first, with their scores. */
class SearchContractTest extends MilvusContract {

  @Test
  void ranksAndScoresAsExactArithmeticDoes() {
    SplittableRandom random = new SplittableRandom(7);
    int dimension = 24;
    try (Films films = Films.create(client, "ranked", dimension)) {
      List<Film> all =
          LongStream.range(0, 400)
              .mapToObj(i -> Film.of(i, Films.random(random, dimension)))
              .toList();
      films.insert(all);
      float[] query = Films.random(random, dimension);
      Comparator<Film> order = Comparator.comparingDouble(f -> exact(query, f.vector()));
      List<Film> expected = all.stream().sorted(order.reversed()).limit(20).toList();
      List<SearchResp.SearchResult> found = films.search(query, 20);
      assertThat(Films.ids(found))
          .containsExactlyElementsOf(expected.stream().map(Film::id).toList());
      for (int i = 0; i < 20; i++) {
        double exact = exact(query, expected.get(i).vector());
        assertThat((double) found.get(i).getScore())
            .isCloseTo(exact, within(2e-6 * Math.max(1, Math.abs(exact))));
      }
    }
  }

  private static double exact(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }

  @Test
  @Differs(engine = MILVUS, how = "equally close rows come in any order", seen = "[0L, 1L, 2L")
  @Differs(engine = MILVUS_LITE, how = "equally close rows come in any order", seen = "[0L, 1L, 2L")
  void equallyCloseRowsComeInTheOrderOfTheirIds() {
    try (Films films = Films.create(client, "ties", 4)) {
      List<Film> films40 = new ArrayList<>();
      for (long i = 39; i >= 0; i--) {
        films40.add(Film.of((i * 17) % 40, (float) (i % 2 + 1), 0, 0, 0));
      }
      films.insert(films40);
      assertThat(films.nearest(new float[] {3, 0, 0, 0}, 12))
          .containsExactlyElementsOf(LongStream.range(0, 12).boxed().toList());
    }
  }

  @Test
  void equallyCloseRowsAllHaveTheSameScoreAndComeOnce() {
    try (Films films = Films.create(client, "tied", 4)) {
      films.insert(LongStream.range(0, 40).mapToObj(i -> Film.of(i, 2, 0, 0, 0)).toList());
      List<SearchResp.SearchResult> found = films.search(new float[] {3, 0, 0, 0}, 12);
      assertThat(Films.ids(found)).hasSize(12).doesNotHaveDuplicates();
      assertThat(found)
          .extracting(SearchResp.SearchResult::getScore)
          .containsOnly(found.getFirst().getScore());
    }
  }

  @Test
  void recallOfTheGraphIsHigh() {
    int dimension = 64;
    int count = 5000;
    SplittableRandom random = new SplittableRandom(11);
    List<float[]> centres =
        IntStream.range(0, 50).mapToObj(i -> Films.random(random, dimension)).toList();
    try (Films films = Films.create(client, "recalled", dimension)) {
      List<Film> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(Film.of(i, near(centres.get(i % 50), random)));
      }
      for (int start = 0; start < count; start += 1000) {
        films.insert(all.subList(start, start + 1000));
      }
      List<Film> notOfGenre1 = all.stream().filter(film -> film.id() % 3 != 1).toList();
      List<float[]> queries = centres.stream().map(centre -> near(centre, random)).toList();
      assertThat(recall(films, queries, 64, "", all)).isGreaterThanOrEqualTo(0.95);
      // Few enough candidates that the filtered search walks the graph as well.
      assertThat(recall(films, queries, 48, "genre in ['genre0', 'genre2']", notOfGenre1))
          .isGreaterThanOrEqualTo(0.95);
    }
  }

  /** The share of the ten nearest that is found. */
  private double recall(
      Films films, List<float[]> queries, int ef, String filter, List<Film> allowed) {
    List<List<SearchResp.SearchResult>> answers =
        client
            .search(
                films
                    .searching(queries.getFirst(), 10)
                    .data(queries.stream().map(query -> (BaseVector) new FloatVec(query)).toList())
                    .searchParams(new HashMap<>(Map.of("ef", ef)))
                    .filter(filter)
                    .build())
            .getSearchResults();
    long found = 0;
    for (int q = 0; q < queries.size(); q++) {
      assertThat(answers.get(q)).hasSize(10);
      Set<Long> ids = new HashSet<>(Films.ids(answers.get(q)));
      found += best(allowed, queries.get(q), 10).stream().filter(ids::contains).count();
    }
    return found / (10.0 * queries.size());
  }

  private static float[] near(float[] centre, SplittableRandom random) {
    float[] vector = Films.random(random, centre.length);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = centre[i] + 0.4f * vector[i];
    }
    return vector;
  }

  private static List<Long> best(List<Film> films, float[] query, int k) {
    return films.stream()
        .sorted(Comparator.comparingDouble(f -> -exact(query, f.vector())))
        .limit(k)
        .map(Film::id)
        .toList();
  }

  @Test
  void answersSeveralQueriesInOneRequest() {
    try (Films films = tenFilms("several")) {
      List<BaseVector> queries =
          List.of(new FloatVec(List.of(1f, 9f, 0f, 0f)), new FloatVec(List.of(1f, 0f, 0f, 0f)));
      List<List<SearchResp.SearchResult>> results =
          client
              .search(
                  films
                      .searching(new float[4], 2)
                      .data(queries)
                      .outputFields(List.of("year"))
                      .build())
              .getSearchResults();
      assertThat(results).hasSize(2);
      assertThat(Films.ids(results.get(0))).containsExactly(9L, 8L);
      assertThat(Films.ids(results.get(1))).containsExactly(0L, 1L);
      assertThat(results.get(1).get(1).getEntity()).containsEntry("year", 1991);
    }
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "every field is in every hit", seen = "\"genre\"=")
  void aFieldThatIsNotAskedForIsNotInTheHit() {
    try (Films films = tenFilms("bare")) {
      assertThat(films.search(new float[] {1, 0, 0, 0}, 1).getFirst().getEntity())
          .doesNotContainKey("genre");
    }
  }
}
