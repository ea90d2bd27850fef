package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.file.Vectors;
import org.junit.jupiter.api.Test;

class MovieLensTest {

  private final Dataset dataset = MovieLens.load();

  private Film film(long id) {
    return dataset.film(id).orElseThrow();
  }

  @Test
  void everyFilmOfTheFileIsThereOnceByRisingId() {
    assertThat(dataset.films()).hasSize(9742);
    assertThat(dataset.films()).extracting(Film::id).isSorted().doesNotHaveDuplicates();
    assertThat(dataset.film(0)).isEmpty();
  }

  @Test
  void aFilmHasWhatTheFilesSay() {
    Film toyStory = film(1);
    assertThat(toyStory.title()).isEqualTo("Toy Story");
    assertThat(toyStory.releaseYear()).isEqualTo(1995);
    assertThat(toyStory.genres())
        .containsExactly("Adventure", "Animation", "Children", "Comedy", "Fantasy");
    assertThat(toyStory.firstGenre()).isEqualTo("Adventure");
    assertThat(toyStory.themes()).containsExactly("pixar");
    assertThat(toyStory.moods()).containsExactly("fun");
    assertThat(toyStory.ratings()).isEqualTo(215);
    assertThat(toyStory.popularity()).isCloseTo(Math.log(216) / Math.log(330), within(1e-12));
  }

  @Test
  void filmsWithoutGenresYearMoodOrRatingsHaveEmptyValues() {
    Film blackMirror = film(176601);
    assertThat(blackMirror.genres()).isEmpty();
    assertThat(blackMirror.firstGenre()).isEmpty();
    assertThat(blackMirror.firstMood()).isEmpty();
    assertThat(blackMirror.releaseYear()).isZero();
    assertThat(film(1076).ratings()).isZero();
    assertThat(film(1076).popularity()).isZero();
  }

  @Test
  void theMostRatedFilmHasPopularityOne() {
    assertThat(film(356).title()).isEqualTo("Forrest Gump");
    assertThat(film(356).popularity()).isEqualTo(1);
    assertThat(dataset.films()).allMatch(film -> film.popularity() >= 0 && film.popularity() <= 1);
  }

  @Test
  void aTagIsEitherThemeOrMoodOrCulturalContextAndBookkeepingIsNone() {
    Vocabulary vocabulary = Vocabulary.read();
    assertThat(vocabulary.moods())
        .doesNotContainAnyElementsOf(vocabulary.regionByTag().keySet())
        .doesNotContainAnyElementsOf(vocabulary.ignored());
    assertThat(dataset.films())
        .allMatch(film -> film.themes().stream().allMatch(vocabulary::isTheme))
        .allMatch(film -> vocabulary.moods().containsAll(film.moods()))
        .allMatch(film -> vocabulary.regionByTag().values().containsAll(film.culturalContexts()))
        .anyMatch(film -> film.culturalContexts().contains("India"));
  }

  @Test
  void everyEmbeddingIsAUnitVector() {
    assertThat(dataset.dimension()).isEqualTo(384);
    assertThat(dataset.films())
        .allMatch(film -> film.embedding().length == 384)
        .allMatch(film -> Math.abs(Vectors.norm(film.embedding()) - 1) < 1e-6);
  }

  @Test
  void theIdIsTheSameAtEveryLoad() {
    assertThat(dataset.id()).matches("[0-9a-f]{16}").isEqualTo(MovieLens.load().id());
  }
}
