package io.hybridperf.suite.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.measurement.load.Share;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QueriesTest {
  private static final List<User> USERS =
      IntStream.rangeClosed(1, 100).mapToObj(i -> new User("tenant-000", "user-" + i)).toList();
  private static final QuerySet TEXTS = QuerySet.load();
  private static final Queries QUERIES = of(0.5);

  private static Queries of(double sampleShare) {
    return Queries.of(
        TEXTS,
        new Truths(TEXTS, null),
        new Queries.Popularity(USERS, new QueryMix.Weights(1, 1, 1), 1, 42, Share.WHOLE),
        10,
        StorageMode.STORAGE_HYBRID,
        sampleShare);
  }

  @Test
  void bypassingCachesChangesNothingElse() {
    Queries bypassing = QUERIES.bypassing(Cache.CACHE_POLICY, Cache.CACHE_GRAPH);

    assertThat(LongStream.range(0, 1_000))
        .allSatisfy(index -> {
          var request = bypassing.at(index).request();
          assertThat(request.getBypassCachesList())
              .containsExactly(Cache.CACHE_POLICY, Cache.CACHE_GRAPH);
          assertThat(request.toBuilder().clearBypassCaches().build())
              .isEqualTo(QUERIES.at(index).request());
        });
  }

  @Test
  void fewerUsersAreTheMostPopularOnes() {
    Queries few = QUERIES.askedBy(3);

    assertThat(LongStream.range(0, 1_000).mapToObj(few::at))
        .filteredOn(planned -> planned.label().equals("complex"))
        .isNotEmpty()
        .extracting(planned -> planned.request().getUserId())
        .containsOnly("user-1", "user-2", "user-3");
    assertThat(few.at(5).query()).isEqualTo(QUERIES.at(5).query());
  }

  @Test
  void nothingInARequestTellsThatItsAnswerIsCompared() {
    Queries none = of(0);
    Queries all = of(1);

    assertThat(LongStream.range(0, 1_000))
        .allSatisfy(index -> assertThat(none.at(index)).isEqualTo(all.at(index)));
  }

  @Test
  void moreUsersThanThereAreIsAllOfThem() {
    assertThat(QUERIES.askedBy(1_000).at(3)).isEqualTo(QUERIES.at(3));
  }
}
