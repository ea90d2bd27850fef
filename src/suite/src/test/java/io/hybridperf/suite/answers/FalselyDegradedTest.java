package io.hybridperf.suite.answers;

import static io.hybridperf.suite.answers.HonestAnswer.COMPLEX;
import static io.hybridperf.suite.answers.HonestAnswer.HYBRID;
import static io.hybridperf.suite.answers.HonestAnswer.SIMPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that say that they lack a stage, and do not. */
class FalselyDegradedTest {
  static Stream<Arguments> lies() {
    return Stream.of(
        arguments("a policy that nobody has", HYBRID, Stage.STAGE_POLICY),
        arguments("the policy that ranked it", COMPLEX, Stage.STAGE_POLICY),
        arguments("the graph that its titles are from", HYBRID, Stage.STAGE_GRAPH),
        arguments("a graph that was not wanted", SIMPLE, Stage.STAGE_GRAPH),
        arguments("the vectors of its scores", HYBRID, Stage.STAGE_VECTOR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void aStageThatIsThereIsNotLackedAndOneThatNobodyWantsNeither(
      String name, SearchRequest asked, Stage stage) {
    SearchResponse answer = HonestAnswer.to(asked).toBuilder().addDegraded(stage).build();

    assertThat(AnswerCheck.flaw(asked, answer, 2_000_000, Catalogue.shipped(), 0))
        .as(name)
        .isEqualTo(Flaw.FALSELY_DEGRADED);
  }
}
