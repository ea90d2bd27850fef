package io.hybridperf.suite.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.suite.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFilmsTest {
  private static final int SYNTHETIC = 60;

  @TempDir private Path home;
  private Settings settings;

  @BeforeEach
  void readSettings() throws IOException {
    Path config = Files.createDirectories(home.resolve("config").resolve("environments"));
    Files.writeString(config.resolve("lab.conf"), "target = \"host:1\", parameters.scale = 1");
    Files.writeString(
        home.resolve("config").resolve("hybrid-perf.conf"),
        "parameters { env = lab, films = %s }".formatted(MovieLens.FILMS + SYNTHETIC));
    settings = Settings.load(home, "Any", new Properties());
  }

  @Test
  void theExactAnswersAreThoseOverAllFilmsAndKeptForTheNextRun() throws IOException {
    HeldFilms held = HeldFilms.of(settings);
    QuerySet queries = held.queries(settings, 10, 10);

    assertThat(queries.films()).isEqualTo(MovieLens.FILMS + SYNTHETIC);
    assertThat(queries.queries())
        .anyMatch(query -> Arrays.stream(query.trueIds()).anyMatch(id -> id > 1_000_000));
    try (var files = Files.list(home.resolve("src/embedded/target/ground-truth"))) {
      assertThat(files).singleElement().asString().endsWith("+60-100.bin");
    }
    assertThat(HeldFilms.of(settings)).isSameAs(held);
    assertThat(held.dataset().films().getLast()).isSameAs(held.dataset().films().getLast());
  }

  @Test
  void aSyntheticFilmIsWhatItsCatalogueSaysAndUnknownToThatOfTheRealOnes() {
    HeldFilms held = HeldFilms.of(settings);
    Film film = held.dataset().films().getLast();
    SearchRequest.Builder request =
        SearchRequest.newBuilder().setK(1).setStorage(StorageMode.STORAGE_HYBRID);
    for (float value : film.embedding()) {
      request.addEmbedding(value);
    }
    SearchRequest asked = request.build();
    Query query =
        held.vectors().withVector(held.vectors().queries().getFirst(), film.embedding(), 1);
    assertThat(query.trueIds()).containsExactly(film.id());
    SearchResponse.Builder answer = HonestAnswer.to(asked).toBuilder();
    answer
        .getHitsBuilder(0)
        .setContentId(film.id())
        .setScore(1)
        .setVectorScore(1)
        .clearGenres()
        .addAllGenres(film.genres().stream().limit(1).toList());

    assertThat(held.catalogue().flaw(asked, answer.build(), 0)).isEqualTo(Flaw.NONE);
    assertThat(Catalogue.shipped().flaw(asked, answer.build(), 0)).isEqualTo(Flaw.UNKNOWN_CONTENT);
    answer.getHitsBuilder(0).setVectorScore(0.5f);
    assertThat(held.catalogue().flaw(asked, answer.build(), 0)).isEqualTo(Flaw.SCORE_OF_ANOTHER);
  }

  @Test
  void aStoreThatHoldsTheRealFilmsAloneIsRefutedNamingTheSetting() {
    QuerySet shipped = QuerySet.load();
    QuerySet grown = QuerySet.over(MovieLens.load().grownTo(2 * MovieLens.FILMS));
    String problem =
        StoreProof.of(
                grown,
                StorageMode.STORAGE_HYBRID,
                asked -> {
                  float[] vector = new float[asked.getEmbeddingCount()];
                  for (int i = 0; i < vector.length; i++) {
                    vector[i] = asked.getEmbedding(i);
                  }
                  Query found =
                      shipped.withVector(shipped.queries().getFirst(), vector, asked.getK());
                  SearchResponse.Builder answer =
                      SearchResponse.newBuilder().setStrategy(Strategy.STRATEGY_VECTOR_ONLY);
                  for (int rank = 0; rank < asked.getK(); rank++) {
                    answer
                        .addHitsBuilder()
                        .setContentId(found.trueIds()[rank])
                        .setVectorScore(found.trueScores()[rank]);
                  }
                  return answer.build();
                })
            .problem()
            .orElse("");

    assertThat(problem)
        .contains("films are missing in it (10 of 20")
        .endsWith(
            "load the shipped data into it, films=19484 (9742 of them synthetic), or give another -Dfilms");
  }
}
