package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.v2.common.IndexParam.MetricType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in a read, and the codes and words of their refusals. */
class RefusalsContractTest extends MilvusContract {
  private Films films;

  @BeforeAll
  void fill() {
    films = tenFilms("refusing");
  }

  @AfterAll
  void drop() {
    films.drop();
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "another code and message", seen = "refused with 1: matmul")
  void aQueryVectorOfTheWrongDimension() {
    assertThat(outcome(() -> films.nearest(new float[] {1, 2, 3}, 1)))
        .startsWith("refused with 65535: ");
    assertThat(outcome(() -> films.nearest(new float[] {1, 2, 3, 4, 5}, 1)))
        .startsWith("refused with 65535: ");
    if (engine == Engine.EMBEDDED) {
      assertThat(outcome(() -> films.nearest(new float[] {1, 2, 3}, 1)))
          .contains("field embedding has dimension 4, the query vector has 3");
    }
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "the error has no code that Milvus's client knows",
      seen = "refused with 0: ")
  void anUnknownFieldInTheFilterOfAQuery() {
    assertThat(outcome(() -> films.matching("director == 'x'")))
        .startsWith("refused with 65535: ")
        .contains("cannot parse expression: director == 'x', error: field director not exist");
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "the error has no code that Milvus's client knows",
      seen = "refused with 0: ")
  void anUnknownFieldInTheFilterOfASearch() {
    assertThat(
            outcome(() ->
                client.search(films.searching(new float[4], 1).filter("director == 'x'").build())))
        .startsWith("refused with 65535: ")
        .contains("field director not exist");
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "an unknown field is left out", seen = "accepted")
  void anUnknownFieldToPutOut() {
    assertThat(
            outcome(() ->
                client.query(films.querying("id > 0").outputFields(List.of("director")).build())))
        .startsWith("refused with 65535: ")
        .contains("field director not exist");
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "the error has no code that Milvus's client knows",
      seen = "refused with 0: ")
  void anUnknownFieldToSearch() {
    assertThat(
            outcome(() ->
                client.search(films.searching(new float[4], 1).annsField("director").build())))
        .startsWith("refused with 65535: ")
        .contains("fieldName(director) not found");
  }

  @Test
  @Differs(
      engine = MILVUS_LITE,
      how = "another metric than the index's is taken",
      seen = "accepted")
  void anotherMetricThanTheIndexHas() {
    assertThat(
            outcome(() ->
                client.search(films.searching(new float[4], 1).metricType(MetricType.L2).build())))
        .startsWith("refused with 65535: ")
        .contains("metric type not match: invalid parameter[expected=COSINE][actual=L2]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genre ==",
        "genre == 'unclosed",
        "(id > 1",
        "id > 1)",
        "id in [1, 2",
        "genre > 1",
        "id == 'x'",
        "id >< 2",
        "drop"
      })
  @Differs(
      engine = MILVUS_LITE,
      how = "the error has no code that Milvus's client knows",
      seen = "refused with 0: ")
  void aFilterThatIsNone(String filter) {
    assertThat(outcome(() -> films.matching(filter)))
        .startsWith("refused with 65535: ")
        .contains("cannot parse expression: " + filter);
  }
}
