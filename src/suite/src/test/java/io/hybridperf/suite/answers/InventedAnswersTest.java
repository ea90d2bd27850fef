package io.hybridperf.suite.answers;

import static io.hybridperf.suite.answers.HonestAnswer.BASELINE;
import static io.hybridperf.suite.answers.HonestAnswer.COMPLEX;
import static io.hybridperf.suite.answers.HonestAnswer.DATA;
import static io.hybridperf.suite.answers.HonestAnswer.GRAPH_ONLY;
import static io.hybridperf.suite.answers.HonestAnswer.HYBRID;
import static io.hybridperf.suite.answers.HonestAnswer.QUERY;
import static io.hybridperf.suite.answers.HonestAnswer.SIMPLE;
import static io.hybridperf.suite.answers.HonestAnswer.TEXTS;
import static io.hybridperf.suite.answers.HonestAnswer.flaw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.feeders.movielens.Film;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that look right in themselves, and are to another question or made up. */
class InventedAnswersTest {
  private static final SearchRequest OTHER =
      SIMPLE.toBuilder()
          .clearEmbedding()
          .addAllEmbedding(HonestAnswer.embedded(TEXTS.queries().get(100)).getEmbeddingList())
          .build();

  private static Film first() {
    return DATA.film(QUERY.trueIds()[0]).orElseThrow();
  }

  private static Arguments lie(
      Flaw found, String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    return arguments(found, name, asked, change);
  }

  private static Consumer<SearchResponse.Builder> hits(Consumer<Hit.Builder> change) {
    return answer -> answer.getHitsBuilderList().forEach(change);
  }

  private static Consumer<SearchResponse.Builder> related(Related... all) {
    return answer -> answer.getHitsBuilder(7).clearRelated().addAllRelated(List.of(all));
  }

  private static Related at(long id, int distance, double strength) {
    return Related.newBuilder()
        .setContentId(id)
        .setDistance(distance)
        .setStrength(strength)
        .build();
  }

  private static SearchRequest where(SearchRequest base, String field, String... values) {
    return base.toBuilder()
        .addFilters(
            Filter.newBuilder()
                .setField(field)
                .setIn(TextIn.newBuilder().addAllValues(List.of(values))))
        .build();
  }

  private static SearchRequest within(String field, double min, double max) {
    return SIMPLE.toBuilder()
        .addFilters(
            Filter.newBuilder()
                .setField(field)
                .setRange(Range.newBuilder().setMin(min).setMax(max)))
        .build();
  }

  /** Scores of one query in answers to another: the ids may be anything. */
  private static void scored(SearchResponse.Builder answer, float[] scores) {
    for (int rank = 0; rank < answer.getHitsCount(); rank++) {
      answer.getHitsBuilder(rank).setScore(scores[rank]).setVectorScore(scores[rank]);
    }
  }

  static Stream<Arguments> scores() {
    return Stream.of(
        lie(
            Flaw.SCORE_OF_ANOTHER,
            "the hits of another request, exchanged on the way",
            SIMPLE,
            answer -> {}),
        lie(
            Flaw.SCORE_OF_ANOTHER,
            "the right ids with scores made up",
            SIMPLE,
            answer -> scored(answer, new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1})),
        lie(
            Flaw.SCORE_OF_ANOTHER,
            "a score of 5 for nothing near",
            SIMPLE,
            hits(hit -> hit.setScore(5).setVectorScore(0))),
        lie(
            Flaw.SCORE_OF_ANOTHER,
            "one film of ten with a score that is not its own",
            BASELINE,
            answer -> {
              Film stranger = DATA.films().get(4_321);
              answer
                  .getHitsBuilder(6)
                  .setContentId(stranger.id())
                  .setTitle(stranger.title())
                  .clearRelated();
            }),
        lie(
            Flaw.SCORE_OF_ANOTHER,
            "re-ranked from a vector score of its own",
            COMPLEX,
            hits(hit -> hit.setVectorScore(.2f))),
        lie(
            Flaw.SCORE_OF_ANOTHER,
            "what the result cache has of another query",
            SIMPLE,
            answer -> {
              answer.setStrategy(Strategy.STRATEGY_CACHED).setCacheHit(true);
              answer.getStageMicrosBuilder().setVector(0).setTotal(50);
            }));
  }

  /** What is right for another query is not for this one. */
  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("scores")
  void scoresAreOfWhatWasAsked(
      Flaw found, String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    SearchResponse.Builder answer = HonestAnswer.to(asked).toBuilder();
    change.accept(answer);
    boolean forAnother = name.contains("another");
    SearchRequest request =
        forAnother
            ? asked.toBuilder().clearEmbedding().addAllEmbedding(OTHER.getEmbeddingList()).build()
            : asked;

    assertThat(flaw(request, answer.build())).as(name).isEqualTo(found);
    if (forAnother) {
      assertThat(flaw(asked, answer.build())).isEqualTo(Flaw.NONE);
    }
  }

  @Test
  void anIndexOfQuantisedVectorsMayBeALittleOff() {
    SearchResponse.Builder answer = HonestAnswer.to(SIMPLE).toBuilder();
    hits(hit -> hit.setScore(hit.getScore() + .02).setVectorScore(hit.getVectorScore() + .02f))
        .accept(answer);

    assertThat(flaw(SIMPLE, answer.build())).isEqualTo(Flaw.NONE);
  }

  static Stream<Arguments> facts() {
    return Stream.of(
        lie(
            Flaw.WRONG_FACTS,
            "the same genres in every hit",
            HYBRID,
            hits(hit -> hit.clearGenres().addGenres("Drama").addGenres("War"))),
        lie(
            Flaw.WRONG_FACTS,
            "a theme of its own",
            COMPLEX,
            answer -> answer.getHitsBuilder(3).addThemes("robots that dance")),
        lie(Flaw.WRONG_FACTS, "no genres", BASELINE, hits(Hit.Builder::clearGenres)),
        lie(
            Flaw.WRONG_FACTS,
            "a genre that the collection does not have",
            SIMPLE,
            answer -> answer.getHitsBuilder(0).clearGenres().addGenres("Polka")),
        lie(
            Flaw.IMPOSSIBLE_RELATED,
            "related to itself",
            HYBRID,
            answer ->
                answer
                    .getHitsBuilder(7)
                    .clearRelated()
                    .addRelated(at(answer.getHits(7).getContentId(), 1, .5))),
        lie(Flaw.IMPOSSIBLE_RELATED, "twice", HYBRID, related(at(2, 1, .5), at(2, 1, .5))),
        lie(Flaw.IMPOSSIBLE_RELATED, "unknown", HYBRID, related(at(987_654_321, 1, .5))),
        lie(
            Flaw.IMPOSSIBLE_RELATED,
            "the weakest first",
            HYBRID,
            related(at(2, 1, .4), at(3, 1, .5))),
        lie(
            Flaw.IMPOSSIBLE_RELATED,
            "the furthest first",
            HYBRID.toBuilder().setGraph(HYBRID.getGraph().toBuilder().setHops(2)).build(),
            related(at(2, 2, .9), at(3, 1, .5))));
  }

  static Stream<Arguments> filters() {
    String genre = "No such genre";
    return Stream.of(
        lie(
            Flaw.FILTER_BROKEN,
            "a genre that the hits claim",
            where(SIMPLE, "genre", genre),
            hits(hit -> hit.clearGenres().addGenres(genre))),
        lie(
            Flaw.FILTER_BROKEN,
            "a mood that the hits claim",
            where(HYBRID, "mood", genre),
            hits(hit -> hit.addMoods(genre))),
        lie(
            Flaw.FILTER_BROKEN,
            "a theme that was required and is claimed",
            HYBRID.toBuilder()
                .setGraph(HYBRID.getGraph().toBuilder().addRequiredThemes(genre))
                .build(),
            hits(hit -> hit.addThemes(genre))),
        lie(Flaw.FILTER_BROKEN, "years", within("release_year", 2100, 2200), answer -> {}),
        lie(Flaw.FILTER_BROKEN, "popularity", within("popularity", 2, 3), answer -> {}));
  }

  static Stream<Arguments> counts() {
    return Stream.of(
        lie(
            Flaw.IMPOSSIBLE_COUNTS,
            "facts of more contents than there were candidates",
            HYBRID,
            answer -> answer.setCacheUse(CacheUse.newBuilder().setGraphHits(1_000))),
        lie(
            Flaw.IMPOSSIBLE_COUNTS,
            "fewer than no facts",
            HYBRID,
            answer -> answer.setCacheUse(CacheUse.newBuilder().setGraphMisses(-1))),
        lie(
            Flaw.IMPOSSIBLE_COUNTS,
            "a graph cache where no graph was asked",
            SIMPLE,
            answer -> answer.setCacheUse(CacheUse.newBuilder().setGraphHits(10))),
        lie(
            Flaw.IMPOSSIBLE_COUNTS,
            "a cached policy of nobody",
            HYBRID,
            answer -> answer.setCacheUse(CacheUse.newBuilder().setPolicyHit(true))),
        lie(
            Flaw.IMPOSSIBLE_COUNTS,
            "caches of the baseline, which has none",
            BASELINE,
            answer -> answer.setCacheUse(CacheUse.newBuilder().setGraphHits(3))),
        lie(
            Flaw.IMPOSSIBLE_COUNTS,
            "candidates for who did not ask",
            SIMPLE,
            answer -> answer.addVectorCandidates(VectorCandidate.newBuilder().setContentId(1))));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource({"facts", "filters", "counts"})
  void whatIsSaidOfContentsIsTrue(
      Flaw found, String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    SearchResponse.Builder answer = HonestAnswer.to(asked).toBuilder();
    change.accept(answer);

    assertThat(flaw(asked, answer.build())).as(name).isEqualTo(found);
  }

  @Test
  void aFilterThatHoldsIsNotBroken() {
    for (SearchRequest asked :
        List.of(
            where(SIMPLE, "genre", first().firstGenre()),
            within("release_year", first().releaseYear(), first().releaseYear()),
            within("popularity", (float) first().popularity(), 1))) {
      SearchResponse.Builder answer = HonestAnswer.to(asked).toBuilder();
      Hit only = answer.getHits(0);
      answer.clearHits().addHits(only);

      assertThat(flaw(asked, answer.build()))
          .as(asked.getFilters(0).toString())
          .isEqualTo(Flaw.NONE);
    }
  }

  /** Where to start from is no query: nothing is near it by the vectors. */
  @Test
  void theGraphAloneHasNoVectorScores() {
    assertThat(flaw(GRAPH_ONLY, HonestAnswer.to(GRAPH_ONLY))).isEqualTo(Flaw.NONE);
  }
}
