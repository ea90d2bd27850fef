package io.hybridperf.embedded.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.contract.Films;
import io.hybridperf.contract.Films.Film;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was acknowledged is there after the server's process was killed, and there once. */
@Tag("slow")
class KilledVectorServerTest {
  @TempDir private Path dataDir;

  private static List<Film> films(long from, long to) {
    return LongStream.range(from, to).mapToObj(i -> Film.of(i, 1, (float) i)).toList();
  }

  @Test
  void everyKindOfWriteOutlivesTheProcess() throws Exception {
    try (VectorServerProcess server = VectorServerProcess.start(dataDir)) {
      MilvusClientV2 client = server.connect();
      Films films = Films.create(client, "kept", 2);
      films.insert(films(0, 5));
      client.flush(FlushReq.builder().collectionNames(List.of("kept")).build());
      films.insert(films(5, 10));
      films.upsert(List.of(films(3, 4).getFirst().withGenre("changed")));
      client.delete(DeleteReq.builder().collectionName("kept").ids(List.of(4L, 9L)).build());
      client.delete(DeleteReq.builder().collectionName("kept").filter("year == 1991").build());

      server.kill();
      client.close();
    }
    try (VectorServerProcess server = VectorServerProcess.start(dataDir)) {
      MilvusClientV2 client = server.connect();
      Films films = new Films(client, "kept", 2);
      assertThat(films.count("")).isEqualTo(7);
      assertThat(films.matching("id >= 0")).containsExactly(0L, 2L, 3L, 5L, 6L, 7L, 8L);
      assertThat(films.matching("genre == 'changed'")).containsExactly(3L);
      assertThat(films.nearest(new float[] {1, 8}, 1)).containsExactly(8L);
      client.close();
    }
  }

  @Test
  void manyWritersLoseNothingWhereverTheyAreInterrupted() throws Exception {
    int writers = 4;
    int enough = 300;
    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    CountDownLatch written = new CountDownLatch(enough);
    try (VectorServerProcess server = VectorServerProcess.start(dataDir);
        ExecutorService callers = Executors.newFixedThreadPool(writers + 1)) {
      MilvusClientV2 client = server.connect();
      Films films = Films.create(client, "kept", 2);
      for (int writer = 0; writer < writers; writer++) {
        long first = writer * 1_000_000L;
        callers.execute(() ->
            untilKilled(round -> {
              long id = first + 3L * round;
              films.insert(films(id, id + 3));
              acknowledged.addAll(List.of(id, id + 1, id + 2));
              written.countDown();
            }));
      }
      // Commits at any moment.
      callers.execute(() ->
          untilKilled(
              _ -> client.flush(FlushReq.builder().collectionNames(List.of("kept")).build())));

      assertThat(written.await(120, TimeUnit.SECONDS)).isTrue();
      server.kill();
      client.close();
    }
    try (VectorServerProcess server = VectorServerProcess.start(dataDir)) {
      MilvusClientV2 client = server.connect();
      Films films = new Films(client, "kept", 2);
      List<Long> there = films.matching("id >= 0");
      assertThat(there).containsAll(acknowledged);
      assertThat(films.count("")).isEqualTo(there.size());
      client.close();
    }
  }

  private interface Round {
    void run(int number);
  }

  private static void untilKilled(Round round) {
    try {
      for (int number = 0; number < 300_000; number++) {
        round.run(number);
      }
    } catch (MilvusClientException e) {
      // Killed: what is not acknowledged may be there or not.
    }
  }
}
