package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RecallTest {

  private static final long[] TRUE_IDS = {1, 2, 3, 4, 5};
  private static final float[] TRUE_SCORES = {0.9f, 0.8f, 0.7f, 0.6995f, 0.5f};

  @Test
  void theExactAnswerHasRecallOne() {
    assertThat(Recall.at(3, new long[] {1, 2, 3}, TRUE_IDS, TRUE_SCORES)).isEqualTo(1);
  }

  @Test
  void anItemThatTiesWithTheLastOneCounts() {
    assertThat(Recall.at(3, new long[] {1, 2, 4}, TRUE_IDS, TRUE_SCORES)).isEqualTo(1);
  }

  @Test
  void otherItemsAndDuplicatesDoNotCount() {
    assertThat(Recall.at(3, new long[] {1, 5, 9}, TRUE_IDS, TRUE_SCORES)).isEqualTo(1.0 / 3);
    assertThat(Recall.at(3, new long[] {1, 1, 1}, TRUE_IDS, TRUE_SCORES)).isEqualTo(1.0 / 3);
  }

  @Test
  void whatIsMissingFromAShortAnswerIsMissed() {
    assertThat(Recall.at(4, new long[] {1, 2}, TRUE_IDS, TRUE_SCORES)).isEqualTo(0.5);
    assertThat(Recall.at(10, new long[] {1, 2, 3, 4, 5}, TRUE_IDS, TRUE_SCORES)).isEqualTo(1);
  }

  @Test
  void withoutTruthThereIsNoRecall() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recall.at(3, TRUE_IDS, new long[0], new float[0]));
  }

  @Test
  void whereAnyScoreCanBeComputedTiesBeyondTheTruthCount() {
    long[] truth = {1, 2};
    float[] scores = {0.9f, 0.8f};

    assertThat(Recall.at(2, new long[] {1, 7}, truth, scores, id -> id == 7 ? 0.7995 : Double.NaN))
        .isEqualTo(1);
    assertThat(Recall.at(2, new long[] {1, 8}, truth, scores, _ -> 0.79)).isEqualTo(0.5);
    assertThat(Recall.at(2, new long[] {1, 9}, truth, scores, _ -> Double.NaN)).isEqualTo(0.5);
  }
}
