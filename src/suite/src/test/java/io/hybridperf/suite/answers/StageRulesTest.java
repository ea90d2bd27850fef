package io.hybridperf.suite.answers;

import static io.hybridperf.suite.answers.HonestAnswer.BASELINE;
import static io.hybridperf.suite.answers.HonestAnswer.COMPLEX;
import static io.hybridperf.suite.answers.HonestAnswer.HYBRID;
import static io.hybridperf.suite.answers.HonestAnswer.SIMPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StageRulesTest {
  private static final long SERVICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static Arguments times(String name, SearchRequest asked, StageMicros.Builder micros) {
    return arguments(name, asked, micros.build());
  }

  private static StageMicros.Builder micros(long vector, long graph, long policy, long total) {
    return StageMicros.newBuilder()
        .setVector(vector)
        .setGraph(graph)
        .setPolicy(policy)
        .setTotal(total);
  }

  static Stream<Arguments> liesAboutTimes() {
    return Stream.of(
        times("none", SIMPLE, StageMicros.newBuilder()),
        times("a stage longer than all", SIMPLE, micros(1_001 + 4, 0, 0, 1_000)),
        times("a sum longer than all", COMPLEX, micros(500, 400, 200, 1_000)),
        times("ranking that does not fit", HYBRID, micros(500, 490, 0, 1_000).setAggregation(20)),
        times("a sum that overflows", COMPLEX, micros(Long.MAX_VALUE, Long.MAX_VALUE, 2, 1_000)),
        times("all of it too large", COMPLEX, micros(1, 1, 1, Long.MAX_VALUE)),
        times("a negative stage", COMPLEX, micros(500, -400, 200, 1_000)),
        times("a negative ranking", HYBRID, micros(900, 90, 0, 1_000).setAggregation(-90)),
        times("a negative whole", HYBRID, micros(1, 1, 0, -1_000)),
        times("longer than the client waited", HYBRID, micros(1_000, 1_000, 0, 2_100)),
        times("no time in the vectors", SIMPLE, micros(0, 0, 0, 1_000)),
        times("no time in the graph", HYBRID, micros(500, 0, 0, 1_000)),
        times("the baseline's vectors", BASELINE, micros(500, 400, 0, 1_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("liesAboutTimes")
  void timesThatCannotBeAreFound(String name, SearchRequest asked, StageMicros times) {
    SearchResponse answer = HonestAnswer.to(asked).toBuilder().setStageMicros(times).build();
    assertThat(AnswerCheck.flaw(asked, answer, SERVICE_NANOS, Catalogue.shipped(), 0))
        .as(name)
        .isEqualTo(Flaw.IMPOSSIBLE_TIMES);
  }
}
