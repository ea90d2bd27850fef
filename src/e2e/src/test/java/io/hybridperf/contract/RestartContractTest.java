package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.contract.Films.Film;
import io.milvus.v2.common.IndexParam.MetricType;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.response.SearchResp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever was acknowledged is there after a restart, flushed or not. */
@Isolated
class RestartContractTest extends MilvusContract {
  private static final int DIMENSION = 16;
  private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(30);

  private final float[] query = Films.random(new SplittableRandom(6), DIMENSION);
  private List<SearchResp.SearchResult> before = List.of();
  private String firstAnswer = "";
  private Films films;

  @BeforeAll
  void writeAndRestart(EngineUnderTest underTest) throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    List<Film> all = new ArrayList<>();
    for (long i = 0; i < 300; i++) {
      all.add(Film.of(i, Films.random(random, DIMENSION)));
    }
    Films written = Films.create(client, "kept", DIMENSION);
    written.insert(all.subList(0, 200));
    client.flush(FlushReq.builder().collectionNames(List.of("kept")).build());
    written.insert(all.subList(200, 300));
    written.upsert(List.of(all.get(7).withGenre("changed")));
    client.delete(DeleteReq.builder().collectionName("kept").ids(ids(8, 208)).build());
    Films.create(client, "gone", DIMENSION).drop();
    before = written.search(query, 20);

    underTest.restart();
    client = underTest.client();
    films = new Films(client, "kept", DIMENSION);
    firstAnswer = awaitAnswer(RECOVERED_WITHIN);
    load(films);
  }

  /** Milvus takes requests before it has loaded its collections again. */
  private String awaitAnswer(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      String outcome = outcome(() -> films.nearest(query, 1));
      if (outcome.equals("accepted") || System.nanoTime() - start > limit.toNanos()) {
        return outcome;
      }
      Thread.sleep(100);
    }
  }

  @Test
  void collectionsAreThereAndDroppedOnesAreNot() {
    assertThat(client.listCollections().getCollectionNames())
        .contains("kept")
        .doesNotContain("gone");
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "a restart releases", seen = "refused with 0: ")
  void aLoadedCollectionAnswersWithoutBeingLoadedAgain() {
    assertThat(firstAnswer).isEqualTo("accepted");
  }

  @Test
  void theIndexIsTheSame() {
    assertThat(
            client
                .describeIndex(
                    DescribeIndexReq.builder()
                        .collectionName("kept")
                        .fieldName("embedding")
                        .build())
                .getIndexDescriptions()
                .getFirst()
                .getMetricType())
        .isEqualTo(MetricType.COSINE);
  }

  @Test
  void rowsAreThereAndDeletedOnesAreNot() {
    assertThat(films.count("id < 300")).isEqualTo(298);
    assertThat(films.matching("id in [7, 8, 9, 207, 208, 209]"))
        .containsExactly(7L, 9L, 207L, 209L);
    assertThat(films.matching("genre == 'changed'")).containsExactly(7L);
  }

  @Test
  void aSearchFindsTheSame() {
    assertThat(Films.ids(films.search(query, 20))).isEqualTo(Films.ids(before));
  }

  @Test
  void itCanBeWrittenTo() {
    films.insert(List.of(Film.of(1000, query)));
    assertThat(films.matching("id == 1000")).containsExactly(1000L);
    client.delete(DeleteReq.builder().collectionName("kept").ids(ids(1000)).build());
  }
}
