package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.file.Csv;
import io.hybridperf.feeders.file.ShippedFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EdgesTest {

  private static Dataset dataset;
  private static List<Edge> edges;

  @BeforeAll
  static void load() {
    dataset = MovieLens.load();
    edges = dataset.edges();
  }

  private static List<Edge> ofType(Edge.Type type) {
    return edges.stream().filter(edge -> edge.type() == type).toList();
  }

  private static Optional<Edge> edge(Edge.Type type, long from, long to) {
    return edges.stream()
        .filter(edge -> edge.type() == type && edge.fromId() == from && edge.toId() == to)
        .findFirst();
  }

  @Test
  void edgesJoinTwoFilmsOfTheSetWithAStrengthAboveZeroUpToOne() {
    Set<Long> ids = dataset.films().stream().map(Film::id).collect(Collectors.toSet());
    assertThat(edges)
        .allMatch(edge -> edge.fromId() != edge.toId())
        .allMatch(edge -> ids.contains(edge.fromId()) && ids.contains(edge.toId()))
        .allMatch(edge -> edge.strength() > 0 && edge.strength() <= 1);
    for (Edge.Type type : Edge.Type.values()) {
      assertThat(ofType(type)).isNotEmpty();
    }
  }

  @Test
  void aPairHasAtMostOneEdgeOfAType() {
    assertThat(edges.stream().map(edge -> List.of(edge.type(), edge.fromId(), edge.toId())))
        .doesNotHaveDuplicates();
    assertThat(edges)
        .filteredOn(edge -> edge.type() != Edge.Type.SEQUEL_OF)
        .allMatch(edge -> edge.fromId() < edge.toId());
  }

  @Test
  void theyAreTheSameAtEveryLoad() {
    assertThat(MovieLens.load().edges()).isEqualTo(edges);
  }

  @Test
  void similarityIsTheShrunkenCosineOfTheSetsOfUsersWhoLikedBoth() {
    // Star Wars IV and V, counted here straight from the file.
    List<List<String>> rows = Csv.rows(ShippedFile.RATINGS, "userId,movieId,rating,timestamp");
    Set<String> likeA = likers(rows, "260");
    Set<String> likeB = likers(rows, "1196");
    double both = likeA.stream().filter(likeB::contains).count();
    double expected = both / Math.sqrt((double) likeA.size() * likeB.size()) * both / (both + 2);
    assertThat(edge(Edge.Type.SIMILAR_TO, 260, 1196).orElseThrow().strength())
        .isCloseTo(expected, within(1e-4));
  }

  private static Set<String> likers(List<List<String>> rows, String film) {
    return rows.stream()
        .filter(row -> row.get(1).equals(film) && Double.parseDouble(row.get(2)) >= 4)
        .map(List::getFirst)
        .collect(Collectors.toSet());
  }

  @Test
  void filmsWithTheSameTagsAreRelatedAndWithoutCommonTagsAreNot() {
    assertThat(ofType(Edge.Type.RELATED_TO))
        .allMatch(edge -> tags(edge.fromId()).stream().anyMatch(tags(edge.toId())::contains));
    assertThat(ofType(Edge.Type.RELATED_TO))
        .filteredOn(edge -> tags(edge.fromId()).equals(tags(edge.toId())))
        .isNotEmpty()
        .allMatch(edge -> edge.strength() == 1);
  }

  private static Set<String> tags(long id) {
    Film film = dataset.film(id).orElseThrow();
    return Arrays.asList(film.themes(), film.moods(), film.culturalContexts()).stream()
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  @Test
  void sequelsLeadToThePartBefore() {
    assertThat(edge(Edge.Type.SEQUEL_OF, 3114, 1)).as("Toy Story 2 -> Toy Story").isPresent();
    assertThat(edge(Edge.Type.SEQUEL_OF, 78499, 3114)).as("Toy Story 3 -> 2").isPresent();
    assertThat(edge(Edge.Type.SEQUEL_OF, 1221, 858)).as("The Godfather: Part II").isPresent();
    assertThat(edge(Edge.Type.SEQUEL_OF, 2023, 1221)).as("The Godfather: Part III").isPresent();
    assertThat(edge(Edge.Type.SEQUEL_OF, 2012, 2011)).as("Back to the Future Part III").isPresent();
    assertThat(edge(Edge.Type.SEQUEL_OF, 589, 1240)).as("Terminator 2: Judgment Day").isPresent();
  }

  @Test
  void aNumberThatIsPartOfANameMakesNoSequel() {
    assertThat(ofType(Edge.Type.SEQUEL_OF))
        .extracting(edge -> dataset.film(edge.fromId()).orElseThrow().title())
        .doesNotContain("Game 6", "District 9", "Apollo 13", "Babylon 5", "Richard III", "Henry V");
  }

  @Test
  void anAnimatedFilmIsNoSequelOfALiveOne() {
    assertThat(ofType(Edge.Type.SEQUEL_OF))
        .allMatch(edge -> animated(edge.fromId()) == animated(edge.toId()));
  }

  private static boolean animated(long id) {
    return dataset.film(id).orElseThrow().genres().contains("Animation");
  }

  @Test
  void noSequelIsOlderThanThePartBefore() {
    assertThat(ofType(Edge.Type.SEQUEL_OF))
        .allMatch(edge ->
            dataset.film(edge.fromId()).orElseThrow().releaseYear()
                >= dataset.film(edge.toId()).orElseThrow().releaseYear());
  }
}
