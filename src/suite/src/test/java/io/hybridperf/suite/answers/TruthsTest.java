package io.hybridperf.suite.answers;

import static io.hybridperf.suite.answers.HonestAnswer.COMPLEX;
import static io.hybridperf.suite.answers.HonestAnswer.DATA;
import static io.hybridperf.suite.answers.HonestAnswer.HYBRID;
import static io.hybridperf.suite.answers.HonestAnswer.QUERY;
import static io.hybridperf.suite.answers.HonestAnswer.SIMPLE;
import static io.hybridperf.suite.answers.HonestAnswer.TEXTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.movielens.PolicyConstraints;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.movielens.UserPolicy;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruthsTest {
  private static final User USER = new User("tenant-000", "user-1");

  private static long[] first(Query query, int count) {
    return Arrays.copyOf(query.trueIds(), count);
  }

  private static UserPolicy policy(
      Map<String, Double> genres, Map<String, Double> themes, PolicyConstraints constraints) {
    return new UserPolicy(USER, "default", 1, false, genres, themes, constraints);
  }

  private static PersonalTruth of(UserPolicy policy) {
    return new PersonalTruth(DATA, List.of(policy), TEXTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 50, 100})
  void nobodysHitsAreTheNearestFilmsWhateverTheirNumber(int k) {
    Truths truths = new Truths(TEXTS, null);

    assertThat(truths.of(QUERY, SIMPLE).recall(k, first(QUERY, k))).isEqualTo(1);
    assertThat(truths.of(QUERY, HYBRID).recall(k, new long[k])).isZero();
    assertThat(truths.of(QUERY, HYBRID).recall(k, new long[0])).isZero();
  }

  @Test
  void moreHitsThanNeighboursAreShippedHaveATruthToo() {
    QuerySet deep = QuerySet.load(150);
    Query query = deep.queries().getFirst();

    assertThat(query.trueIds()).hasSize(150).startsWith(QUERY.trueIds());
    assertThat(new Truths(deep, null).of(query, SIMPLE).recall(150, first(query, 100)))
        .isCloseTo(100 / 150.0, within(1e-9));
  }

  @Test
  void withoutPreferencesAUsersHitsAreTheNearestToo() {
    PersonalTruth truth = of(policy(Map.of(), Map.of(), new PolicyConstraints(List.of(), 0)));

    assertThat(truth.recall(QUERY, USER, 10, first(QUERY, 10))).isEqualTo(1);
    assertThat(truth.recall(QUERY, USER, 10, new long[0])).isZero();
  }

  @Test
  void aPreferenceDecidesAndWhoIgnoresItHasLessRecall() {
    List<Long> drama = hitsOf("Drama", true);
    List<Long> others = hitsOf("Drama", false);
    PersonalTruth truth =
        of(policy(Map.of("Drama", -.98), Map.of(), new PolicyConstraints(List.of(), 0)));
    List<Long> right = new java.util.ArrayList<>(others);
    right.addAll(drama);

    assertThat(truth.recall(QUERY, USER, 10, ids(right))).isEqualTo(1);
    assertThat(drama).isNotEmpty();
    assertThat(truth.recall(QUERY, USER, 10, ids(drama))).isLessThan(1);
  }

  @Test
  void whatAPolicyExcludesIsNoHit() {
    PersonalTruth truth =
        of(policy(Map.of(), Map.of(), new PolicyConstraints(List.of("Drama"), 0)));
    List<Long> others = hitsOf("Drama", false);

    assertThat(truth.recall(QUERY, USER, 10, ids(others))).isEqualTo(1);
    assertThat(truth.recall(QUERY, USER, 10, ids(hitsOf("Drama", true)))).isZero();
  }

  @Test
  void whereAPolicyExcludesEverythingNoHitIsTheAnswer() {
    PersonalTruth truth = of(policy(Map.of(), Map.of(), new PolicyConstraints(List.of(), 3000)));
    long unknownYears =
        LongStream.of(first(QUERY, 20))
            .filter(id -> DATA.film(id).orElseThrow().releaseYear() == 0)
            .count();

    assertThat(unknownYears).isZero();
    assertThat(truth.recall(QUERY, USER, 10, new long[0])).isEqualTo(1);
    assertThat(truth.recall(QUERY, USER, 10, first(QUERY, 1))).isZero();
  }

  @Test
  void thePoliciesOfAllWhoAskAreShipped() {
    Truths truths = new Truths(TEXTS, new PersonalTruth(DATA, DATA.policies(10, 10), TEXTS));

    assertThat(truths.of(QUERY, COMPLEX).recall(10, first(QUERY, 20))).isBetween(0.0, 1.0);
  }

  /** Among the twenty candidates, nearest first. */
  private static List<Long> hitsOf(String genre, boolean having) {
    return LongStream.of(first(QUERY, 20))
        .boxed()
        .filter(id -> DATA.film(id).orElseThrow().genres().contains(genre) == having)
        .toList();
  }

  private static long[] ids(List<Long> ids) {
    return ids.stream().mapToLong(id -> id).toArray();
  }
}
