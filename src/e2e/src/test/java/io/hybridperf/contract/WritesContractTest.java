package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.EMBEDDED;
import static io.hybridperf.contract.Engine.MILVUS;
import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.contract.Films.Film;
import io.hybridperf.embedded.stack.Eventually;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.SearchReq;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A strong read sees every write before it. */
class WritesContractTest extends MilvusContract {
  // Milvus's own bound is five seconds.
  private static final Duration STALENESS = Duration.ofSeconds(10);

  @Test
  void everyWriteIsSeenByTheNextRead() {
    try (Films films = tenFilms("fresh")) {
      for (int round = 0; round < 5; round++) {
        float[] vector = {-1, -round, 1, 0};
        films.insert(List.of(Film.of(100 + round, vector)));
        assertThat(films.nearest(vector, 1)).containsExactly(100L + round);
        films.upsert(List.of(Film.of(100 + round, vector).withGenre("changed")));
        assertThat(films.matching("genre == 'changed'")).containsExactly(100L + round);
        delete(films, 100 + round);
        assertThat(films.nearest(vector, 20)).doesNotContain(100L + round).hasSize(10);
        assertThat(films.count("")).isEqualTo(10);
      }
    }
  }

  private long delete(Films films, long... ids) {
    return client
        .delete(DeleteReq.builder().collectionName(films.name()).ids(ids(ids)).build())
        .getDeleteCnt();
  }

  @ParameterizedTest
  @EnumSource(
      value = ConsistencyLevel.class,
      names = {"STRONG", "SESSION"})
  void aReadSeesEarlierWrites(ConsistencyLevel level) {
    try (Films films = tenFilms("levels_" + level)) {
      for (int round = 1; round <= 5; round++) {
        float[] vector = {-1, round, 1, 0};
        films.insert(List.of(Film.of(1000 + round, vector)));
        assertThat(nearest(films, vector, level)).containsExactly(1000L + round);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ConsistencyLevel.class,
      names = {"BOUNDED", "EVENTUALLY"})
  void aReadThatMayBeStaleSeesWritesInTime(ConsistencyLevel level) throws Exception {
    try (Films films = tenFilms("levels_" + level)) {
      float[] vector = {-1, 1, 1, 0};
      films.insert(List.of(Film.of(1001, vector)));
      Eventually.get(
          STALENESS, () -> nearest(films, vector, level), ids -> ids.equals(List.of(1001L)));
      delete(films, 1001);
      Eventually.get(STALENESS, () -> nearest(films, vector, level), ids -> !ids.contains(1001L));
    }
  }

  private List<Long> nearest(Films films, float[] vector, ConsistencyLevel level) {
    SearchReq search = films.searching(vector, 1).consistencyLevel(level).build();
    return Films.ids(client.search(search).getSearchResults().getFirst());
  }

  @Test
  void anUpsertMovesAVector() {
    try (Films films = tenFilms("moved")) {
      float[] elsewhere = {-1, 0, 3, 0};
      films.upsert(List.of(Film.of(4, elsewhere)));
      assertThat(films.nearest(elsewhere, 1)).containsExactly(4L);
      assertThat(films.nearest(new float[] {1, 4, 0, 0}, 9)).hasSize(9).doesNotContain(4L);
      assertThat(films.count("")).isEqualTo(10);
    }
  }

  @Test
  void deletesByIdsAndByFilter() {
    try (Films films = tenFilms("deleted")) {
      delete(films, 1, 2, 999);
      client.delete(
          DeleteReq.builder()
              .collectionName(films.name())
              .filter("year == 1994 or genre == 'genre2' and year > 1996")
              .build());
      assertThat(films.matching("id >= 0")).containsExactly(0L, 3L, 5L, 6L, 7L, 9L);
    }
  }

  @Test
  void aDeletedKeyCanBeInsertedAgain() {
    try (Films films = tenFilms("again")) {
      delete(films, 5);
      films.insert(List.of(Film.of(5, 1, 5, 0, 0).withGenre("again")));
      assertThat(films.matching("genre == 'again'")).containsExactly(5L);
      assertThat(films.count("")).isEqualTo(10);
    }
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "deleting counts the ids that were asked for",
      seen = "but was: 2L")
  @Differs(
      engine = MILVUS,
      how = "deleting counts the ids that were asked for",
      seen = "but was: 2L")
  void countsOnlyRowsThatWereThereAsDeleted() {
    try (Films films = tenFilms("counted")) {
      assertThat(delete(films, 1, 999)).isEqualTo(1);
    }
  }

  @Test
  void aKeyInsertedTwiceIsAnsweredOnce() {
    try (Films films = tenFilms("repeated")) {
      films.insert(List.of(Film.of(3, 1, 3, 0, 0)));
      assertThat(films.matching("id in [3]")).containsExactly(3L);
      assertThat(films.nearest(new float[] {1, 3, 0, 0}, 10)).contains(3L).doesNotHaveDuplicates();
      films.upsert(List.of(Film.of(3, 1, 3, 0, 0)));
      assertThat(films.count("")).isEqualTo(10);
    }
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "a key inserted twice is counted once",
      seen = "but was: 10L")
  @Differs(engine = EMBEDDED, how = "a key inserted twice is counted once", seen = "but was: 10L")
  void aKeyInsertedTwiceIsCountedTwice() {
    try (Films films = tenFilms("repeated_count")) {
      films.insert(List.of(Film.of(3, 1, 3, 0, 0)));
      assertThat(films.count("")).isEqualTo(11);
    }
  }

  @Test
  void searchesStayCorrectWhileRowsAreWritten() throws Exception {
    try (Films films = tenFilms("concurrent");
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      AtomicBoolean done = new AtomicBoolean();
      Callable<Integer> reader =
          () -> {
            int searches = 0;
            while (!done.get() || searches == 0) {
              assertThat(films.nearest(new float[] {1, 0, 0, 0}, 10)).hasSize(10).contains(0L);
              searches++;
            }
            return searches;
          };
      Future<Integer> first = threads.submit(reader);
      Future<Integer> second = threads.submit(reader);
      try {
        for (int i = 0; i < 60; i++) {
          films.insert(List.of(Film.of(1000 + i, -1, i, 1, 0)));
          films.upsert(List.of(Film.of(2000 + i % 5, -1, i, 2, 0)));
        }
      } finally {
        done.set(true);
      }
      assertThat(first.get() + second.get()).isPositive();
      assertThat(films.count("")).isEqualTo(75);
    }
  }
}
