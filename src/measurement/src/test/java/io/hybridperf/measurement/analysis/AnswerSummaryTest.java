package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.Counters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerSummaryTest {
  private static final Counters SECOND =
      new Counters(
          0,
          1,
          null,
          Map.of(),
          Map.of(
              "fault/simple/OK", 90L,
              "fault/hybrid/UNAVAILABLE", 10L,
              "fault/ingest/UNAVAILABLE", 5L,
              "baseline/simple/OK", 100L),
          Map.of(),
          0,
          0);

  @Test
  void countsNoErrorOfAnotherKindOfRequest() {
    AnswerSummary searches =
        AnswerSummary.of(
            List.of(SECOND),
            List.of(),
            "fault"::equals,
            List.of("simple", "hybrid", "complex")::contains);

    assertThat(searches.ok()).isEqualTo(90);
    assertThat(searches.errors()).isEqualTo(10);
    assertThat(searches.errorRate()).isEqualTo(0.1);
  }

  @Test
  void countsEveryKindUnlessToldWhich() {
    AnswerSummary all = AnswerSummary.of(List.of(SECOND), List.of(), "fault"::equals, _ -> true);

    assertThat(all.errors()).isEqualTo(15);
    assertThat(all.total()).isEqualTo(105);
  }
}
