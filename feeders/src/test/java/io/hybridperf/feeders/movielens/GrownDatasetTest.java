package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GrownDatasetTest {
  private static final Dataset REAL = MovieLens.load();
  private static final int N = MovieLens.FILMS;
  private static final Dataset GROWN = REAL.grownTo(2 * N + 1_000);

  @Test
  void realFilmsComeFirstThenSyntheticOnesByRisingId() {
    List<Film> films = GROWN.films();

    assertThat(films.size()).isEqualTo(2 * N + 1_000);
    assertThat(films.subList(0, N)).isEqualTo(REAL.films());
    assertThat(films.get(N).id()).isEqualTo(SyntheticGrowth.FIRST_ID);
    assertThat(films.getLast().id()).isEqualTo(SyntheticGrowth.FIRST_ID + N + 999);
    assertThat(films.get(N + 3).title()).isEqualTo(REAL.films().get(3).title() + " (synthetic 3)");
    long[] ids = films.stream().mapToLong(Film::id).toArray();
    assertThat(LongStream.of(ids).sorted().distinct().toArray()).containsExactly(ids);
  }

  @Test
  void filmsAreFoundByTheirIds() {
    Film last = GROWN.films().getLast();

    assertThat(GROWN.film(last.id()).orElseThrow().title()).isEqualTo(last.title());
    assertThat(GROWN.film(last.id() + 1)).isEmpty();
    assertThat(GROWN.film(REAL.films().getLast().id())).contains(REAL.films().getLast());
    assertThat(GROWN.film(-1)).isEmpty();
    assertThat(REAL.film(SyntheticGrowth.FIRST_ID)).isEmpty();
  }

  @Test
  void whatIsKeptIsWhatIsMadeAnew() {
    List<Film> kept = GROWN.inMemory().films();

    assertThat(kept.size()).isEqualTo(GROWN.films().size());
    assertThat(kept.get(N + 77)).isSameAs(kept.get(N + 77));
    assertThat(kept.get(N + 77).embedding()).containsExactly(GROWN.films().get(N + 77).embedding());
    assertThat(REAL.inMemory()).isSameAs(REAL);
  }

  @Test
  void aSmallerOneIsTheBeginningOfALargerOne() {
    Dataset smaller = REAL.grownTo(N + 500);

    assertThat(smaller.films().getLast().embedding())
        .containsExactly(GROWN.films().get(N + 499).embedding());
    assertThat(new HashSet<>(GROWN.edges()).containsAll(smaller.edges())).isTrue();
    assertThat(smaller.edges().size()).isBetween(REAL.edges().size() + 1, GROWN.edges().size() - 1);
  }

  @Test
  void aRoundOfSyntheticFilmsHasTheEdgesOfTheRealOnes() {
    List<Edge> all = GROWN.edges();
    int real = REAL.edges().size();
    Set<Long> ids = GROWN.films().stream().map(Film::id).collect(Collectors.toSet());

    assertThat(all.subList(0, real)).isEqualTo(REAL.edges());
    assertThat(new HashSet<>(all).size()).isEqualTo(all.size());
    assertThat(
            all.stream().allMatch(edge -> ids.contains(edge.fromId()) && ids.contains(edge.toId())))
        .isTrue();
    Edge first = REAL.edges().getFirst();
    Edge copied =
        new Edge(copyOf(first.fromId()), copyOf(first.toId()), first.type(), first.strength());
    assertThat(all.subList(real, 2 * real).contains(copied)).isTrue();
    assertThat(all.subList(real, 2 * real).stream().collect(types()))
        .isEqualTo(REAL.edges().stream().collect(types()));
  }

  private static Collector<Edge, ?, Map<Edge.Type, Long>> types() {
    return Collectors.groupingBy(Edge::type, Collectors.counting());
  }

  /** In the first round. */
  private static long copyOf(long realId) {
    int index = REAL.films().indexOf(REAL.film(realId).orElseThrow());
    return SyntheticGrowth.FIRST_ID + index;
  }

  @Test
  void usersAndPoliciesStayThoseOfTheRealFilms() {
    assertThat(GROWN.withPolicies(100, 5).policies())
        .isEqualTo(REAL.withPolicies(100, 5).policies());
    assertThat(GROWN.withPolicies(100, 5).films()).isSameAs(GROWN.films());
    assertThat(GROWN.users(10)).isEqualTo(REAL.users(10));
  }

  @Test
  void nameAndIdSayHowManyAreSynthetic() {
    assertThat(GROWN.syntheticFilms()).isEqualTo(N + 1_000);
    assertThat(GROWN.name()).isEqualTo("MovieLens ml-latest-small and 10742 synthetic films");
    assertThat(GROWN.id()).isEqualTo(REAL.id() + "+10742");
    assertThat(GROWN.sourceId()).isEqualTo(REAL.id());
  }

  @Test
  void grownByNothingItIsWhatItWas() {
    Dataset same = REAL.grownTo(N);

    assertThat(same.films()).isSameAs(REAL.films());
    assertThat(same.id()).isEqualTo(REAL.id());
    assertThat(same.name()).isEqualTo(MovieLens.NAME);
    assertThat(same.edges()).isSameAs(REAL.edges());
    assertThat(GROWN.grownTo(N).films()).isSameAs(REAL.films());
  }

  @Test
  void otherSizesAreRefused() {
    assertThatThrownBy(() -> REAL.grownTo(N - 1)).hasMessage("films is 9741; choose 9742..1000000");
    assertThatThrownBy(() -> REAL.grownTo(1_000_001)).hasMessageContaining("choose 9742..1000000");
    assertThat(REAL.grownTo(1_000_000).films().getLast().id()).isEqualTo(1_990_258);
  }
}
