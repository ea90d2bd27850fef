package io.hybridperf.suite.answers;

import static io.hybridperf.suite.answers.HonestAnswer.DATA;
import static io.hybridperf.suite.answers.HonestAnswer.GRAPH_ONLY;
import static io.hybridperf.suite.answers.HonestAnswer.QUERY;
import static io.hybridperf.suite.answers.HonestAnswer.TEXTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.PolicyConstraints;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ScoreRulesTest {
  private static final SearchRequest SIMPLE = asking(HonestAnswer.SIMPLE);
  private static final SearchRequest HYBRID = asking(HonestAnswer.HYBRID);
  private static final SearchRequest COMPLEX = asking(HonestAnswer.COMPLEX);
  private static final SearchRequest BASELINE = asking(HonestAnswer.BASELINE);
  private static final Film FIRST = DATA.film(QUERY.trueIds()[0]).orElseThrow();
  private static final User USER = new User(COMPLEX.getTenantId(), COMPLEX.getUserId());

  private static Flaw flaw(
      SearchRequest asked, UserPolicy policy, UnaryOperator<SearchResponse.Builder> change) {
    Truths truths = new Truths(TEXTS, new PersonalTruth(DATA, List.of(policy), TEXTS));
    return new ScoreRules(truths)
        .flaw(asked, change.apply(HonestAnswer.to(asked).toBuilder()).build());
  }

  private static SearchRequest asking(SearchRequest request) {
    SearchRequest.Builder asked = request.toBuilder().clearEmbedding();
    for (float value : QUERY.vector()) {
      asked.addEmbedding(value);
    }
    return asked.build();
  }

  private static UserPolicy policy(Map<String, Double> genres, List<String> excluded) {
    return new UserPolicy(
        USER, "default", 1, false, genres, Map.of(), new PolicyConstraints(excluded, 0));
  }

  private static Flaw flaw(SearchRequest asked, UnaryOperator<SearchResponse.Builder> change) {
    return flaw(asked, policy(Map.of(), List.of()), change);
  }

  private static SearchResponse.Builder first(
      SearchResponse.Builder answer, UnaryOperator<Hit.Builder> change) {
    var _ = change.apply(answer.getHitsBuilder(0));
    return answer;
  }

  @Test
  void theScoresOfTheVectorsAreRight() {
    for (SearchRequest asked : List.of(SIMPLE, HYBRID, COMPLEX, BASELINE, GRAPH_ONLY)) {
      assertThat(flaw(asked, answer -> answer)).as(asked.toString()).isEqualTo(Flaw.NONE);
    }
  }

  @Test
  void aStoreMayKeepVectorsCoarsely() {
    assertThat(
            flaw(
                SIMPLE,
                answer ->
                    first(
                        answer,
                        hit ->
                            hit.setScore(hit.getScore() + 0.01)
                                .setVectorScore(hit.getVectorScore() + 0.01f))))
        .isEqualTo(Flaw.NONE);
  }

  @Test
  void scoresThatAreMadeUpAreFound() {
    for (SearchRequest asked : List.of(SIMPLE, HYBRID, COMPLEX, BASELINE)) {
      assertThat(
              flaw(asked, answer -> first(answer, hit -> hit.setScore(.95).setVectorScore(.95f))))
          .isEqualTo(Flaw.OTHER_SCORE);
    }
  }

  @Test
  void aUsersScoresAreThoseOfThePolicy() {
    UserPolicy liking = policy(Map.of(FIRST.genres().getFirst(), 0.5), List.of());
    UnaryOperator<SearchResponse.Builder> ranked =
        answer -> {
          answer.clearHits().addHits(HonestAnswer.to(COMPLEX).getHits(0));
          return first(answer, hit -> hit.setScore(1.5 * hit.getVectorScore()));
        };

    assertThat(flaw(COMPLEX, liking, ranked)).isEqualTo(Flaw.NONE);
    assertThat(flaw(COMPLEX, liking, answer -> answer)).isEqualTo(Flaw.OTHER_SCORE);
    assertThat(flaw(COMPLEX, ranked)).isEqualTo(Flaw.OTHER_SCORE);
    assertThat(flaw(COMPLEX, policy(Map.of(), FIRST.genres()), answer -> answer))
        .isEqualTo(Flaw.FILTER_BROKEN);
  }

  @Test
  void aFreshQueryIsNearItsTextAndAlwaysTheSame() {
    float[] vector = FreshQueries.vector(SIMPLE);
    float[] moved = FreshQueries.moved(vector, new SplittableRandom(7));
    double cosine = 0;
    for (int n = 0; n < vector.length; n++) {
      cosine += (double) vector[n] * moved[n];
    }

    assertThat(cosine).isCloseTo(0.96, within(0.02));
    assertThat(moved)
        .isEqualTo(FreshQueries.moved(vector, new SplittableRandom(7)))
        .isNotEqualTo(FreshQueries.moved(vector, new SplittableRandom(8)));
  }
}
