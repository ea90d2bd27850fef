package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How much may be asked for at once. */
class LimitsContractTest extends MilvusContract {
  private static final float[] FIRST = {1, 0, 0, 0};

  private Films films;

  @BeforeAll
  void fill() {
    films = tenFilms("limited");
  }

  @AfterAll
  void drop() {
    films.drop();
  }

  @Test
  void kIsBetweenOneAndTheLimit() {
    assertThat(films.nearest(FIRST, 1)).containsExactly(0L);
    assertThat(films.nearest(FIRST, 16384)).hasSize(10);
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "k has no limit", seen = "accepted")
  void moreThanTheLimitIsRefused() {
    assertThat(outcome(() -> films.nearest(FIRST, 16385)))
        .startsWith("refused with 65535: ")
        .contains("topk [16385] is invalid, top k should be in range [1, 16384], but got 16385");
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "k = 0 is answered", seen = "accepted")
  void kOfNothingIsRefused() {
    assertThat(outcome(() -> films.nearest(FIRST, 0)))
        .startsWith("refused with 65535: ")
        .contains("topk [0]");
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "a query has no limit", seen = "accepted")
  void aQueryHasTheSameLimit() {
    assertThat(outcome(() -> client.query(films.querying("id > 0").limit(20000).build())))
        .startsWith("refused with 65535: ")
        .contains("(offset+limit) should be in range [1, 16384], but got 20000");
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "a query needs neither filter nor limit", seen = "accepted")
  void aQueryForEverythingNeedsALimit() {
    assertThat(outcome(() -> films.matching("")))
        .startsWith("refused with 65535: ")
        .contains("empty expression should be used with limit");
    assertThat(Films.ids(client.query(films.querying("").limit(4).build()))).hasSize(4);
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "a limit is no hindrance to counting", seen = "accepted")
  void countingHasNoLimit() {
    assertThat(
            outcome(() ->
                client.query(
                    films.querying("id > 0").outputFields(List.of("count(*)")).limit(2).build())))
        .startsWith("refused with 65535: ")
        .contains("count entities with pagination is not allowed");
  }

  @Test
  void counts() {
    assertThat(films.count("")).isEqualTo(10);
    assertThat(films.count("year >= 1995")).isEqualTo(5);
  }
}
