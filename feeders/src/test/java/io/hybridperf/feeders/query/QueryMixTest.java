package io.hybridperf.feeders.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.feeders.movielens.User;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QueryMixTest {

  private static final int DRAWS = 200_000;
  private static final List<Query> QUERIES =
      IntStream.range(0, 200)
          .mapToObj(
              i -> new Query(i, Query.Kind.TAG, "q" + i, new float[0], new long[0], new float[0]))
          .toList();
  private static final List<User> USERS =
      IntStream.rangeClosed(1, 50).mapToObj(i -> new User("tenant-000", "user-" + i)).toList();

  private static QueryMix mix(QueryMix.Weights weights, double exponent, long seed) {
    return new QueryMix(QUERIES, USERS, weights, exponent, seed);
  }

  private static Stream<QueryMix.Draw> draws(QueryMix mix) {
    return LongStream.range(0, DRAWS).mapToObj(mix::at);
  }

  private static <K> Map<K, Double> shares(
      Stream<QueryMix.Draw> draws, Function<QueryMix.Draw, K> key) {
    return draws.collect(Collectors.groupingBy(key, Collectors.summingDouble(draw -> 1.0 / DRAWS)));
  }

  @Test
  void typesComeByTheirWeights() {
    Map<QueryType, Double> shares =
        shares(draws(mix(QueryMix.Weights.STANDARD, 1, 7)), QueryMix.Draw::type);
    assertThat(shares.get(QueryType.SIMPLE)).isCloseTo(0.5, within(0.005));
    assertThat(shares.get(QueryType.HYBRID)).isCloseTo(0.3, within(0.005));
    assertThat(shares.get(QueryType.COMPLEX)).isCloseTo(0.2, within(0.005));
  }

  @Test
  void aTypeWithoutWeightNeverComes() {
    assertThat(draws(mix(new QueryMix.Weights(0, 1, 0), 1, 7)).map(QueryMix.Draw::type).distinct())
        .containsExactly(QueryType.HYBRID);
    assertThat(draws(mix(new QueryMix.Weights(0, 0, 3), 1, 7)).map(QueryMix.Draw::type).distinct())
        .containsExactly(QueryType.COMPLEX);
    assertThat(new QueryMix.Weights(1, 0, 0).at(Math.nextDown(1.0))).isEqualTo(QueryType.SIMPLE);
    assertThat(new QueryMix.Weights(0.1, 0.2, 0).at(Math.nextDown(1.0)))
        .isEqualTo(QueryType.HYBRID);
  }

  @Test
  void queriesFollowZipfsLawIndependentlyOfTheType() {
    ZipfSampler law = new ZipfSampler(QUERIES.size(), 1);
    QueryMix mix = mix(QueryMix.Weights.STANDARD, 1, 7);
    for (QueryType type : QueryType.values()) {
      List<QueryMix.Draw> ofType = draws(mix).filter(draw -> draw.type() == type).toList();
      for (int rank : new int[] {0, 1, 9}) {
        double share =
            (double) ofType.stream().filter(draw -> draw.query().index() == rank).count()
                / ofType.size();
        assertThat(share).isCloseTo(law.probability(rank), within(0.006));
      }
    }
  }

  @Test
  void onlyComplexQueriesHaveAUser() {
    assertThat(draws(mix(QueryMix.Weights.STANDARD, 1, 7)))
        .allMatch(draw -> draw.user().isAnonymous() == (draw.type() != QueryType.COMPLEX));
  }

  @Test
  void exponentZeroMakesAllUsersEquallyPopular() {
    Map<User, Double> shares =
        shares(draws(mix(new QueryMix.Weights(0, 0, 1), 0, 7)), QueryMix.Draw::user);
    assertThat(shares.values()).hasSize(50).allMatch(share -> Math.abs(share - 0.02) < 0.002);
  }

  @Property(tries = 20)
  void theSameSeedIssuesTheSameRequests(@net.jqwik.api.ForAll long seed) {
    QueryMix one = mix(QueryMix.Weights.STANDARD, 0.9, seed);
    QueryMix other = mix(QueryMix.Weights.STANDARD, 0.9, seed);
    for (int i = 0; i < 100; i++) {
      assertThat(one.next()).isEqualTo(other.at(i));
    }
  }

  @Test
  void anotherSeedIssuesOtherRequests() {
    assertThat(draws(mix(QueryMix.Weights.STANDARD, 1, 1)).limit(100).toList())
        .isNotEqualTo(draws(mix(QueryMix.Weights.STANDARD, 1, 2)).limit(100).toList());
  }

  @Test
  void threadsTogetherIssueTheRequestsOfOne() {
    QueryMix shared = mix(QueryMix.Weights.STANDARD, 1, 7);
    Map<QueryMix.Draw, Long> byMany =
        IntStream.range(0, DRAWS)
            .parallel()
            .mapToObj(i -> shared.next())
            .collect(Collectors.groupingBy(draw -> draw, Collectors.counting()));
    Map<QueryMix.Draw, Long> byOne =
        draws(shared).collect(Collectors.groupingBy(draw -> draw, Collectors.counting()));
    assertThat(byMany).isEqualTo(byOne);
  }

  @Test
  void impossibleMixesAreRefused() {
    assertThatThrownBy(() -> new QueryMix.Weights(0, 0, 0))
        .hasMessageContaining("the mix is 0.0/0.0/0.0");
    assertThatThrownBy(() -> new QueryMix.Weights(-1, 2, 0)).hasMessageContaining("negative");
    assertThatThrownBy(() -> new QueryMix(QUERIES, List.of(), QueryMix.Weights.STANDARD, 1, 7))
        .hasMessageContaining("no users");
  }
}
