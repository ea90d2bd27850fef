package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.file.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticGrowthTest {

  private final List<Film> originals = MovieLens.load().films().subList(0, 500);
  private final SyntheticGrowth growth = new SyntheticGrowth(originals, 0.5, 11);

  @Test
  void syntheticFilmsHaveNewIdsAndSaySoInTheirTitles() {
    List<Film> films = growth.films(1200).toList();
    assertThat(films).extracting(Film::id).doesNotHaveDuplicates().allMatch(id -> id > 1_000_000);
    assertThat(films.get(501).title()).isEqualTo(originals.get(1).title() + " (synthetic 501)");
    assertThat(films.get(501).genres()).isEqualTo(originals.get(1).genres());
  }

  @Test
  void vectorsAreUnitVectorsAtTheAnnouncedDistanceFromTheirOriginals() {
    double sum = 0;
    for (int i = 0; i < originals.size(); i++) {
      float[] vector = growth.film(i).embedding();
      assertThat(Vectors.norm(vector)).isCloseTo(1, within(1e-6));
      sum += Vectors.dot(vector, originals.get(i).embedding());
    }
    assertThat(sum / originals.size()).isCloseTo(1 / Math.sqrt(1.25), within(0.005));
  }

  @Test
  void theSameSeedGrowsTheSameFilmsInAnyOrder() {
    SyntheticGrowth again = new SyntheticGrowth(originals, 0.5, 11);
    assertThat(again.film(700).embedding())
        .containsExactly(growth.films(701).toList().get(700).embedding());
    assertThat(growth.film(200).embedding()).isNotEqualTo(growth.film(700).embedding());
    assertThat(new SyntheticGrowth(originals, 0.5, 12).film(3).embedding())
        .isNotEqualTo(growth.film(3).embedding());
  }

  @Test
  void impossibleParametersAreRefused() {
    assertThatThrownBy(() -> new SyntheticGrowth(List.of(), 0.5, 1))
        .hasMessageContaining("no films");
    assertThatThrownBy(() -> new SyntheticGrowth(originals, -1, 1))
        .hasMessageContaining("noise is -1.0");
  }
}
