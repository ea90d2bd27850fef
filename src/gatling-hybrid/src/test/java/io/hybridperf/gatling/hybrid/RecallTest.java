package io.hybridperf.gatling.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecallTest {

  /** Neighbour of rank r has id 100 + r. */
  private record Known(List<Double> scores) implements GroundTruth {
    Known(Double... scores) {
      this(List.of(scores));
    }

    @Override
    public int size() {
      return scores.size();
    }

    @Override
    public double score(int rank) {
      return scores.get(rank);
    }

    @Override
    public double scoreOf(long contentId) {
      return contentId >= 100 && contentId < 100 + scores.size() ? scores.get((int) contentId - 100) : Double.NaN;
    }
  }

  private static double recall(GroundTruth truth, int k, long... ids) {
    return Recall.atK(truth, k, ids.length, rank -> ids[rank]);
  }

  @Test
  void theTrueNeighboursInAnyOrderAreAllOfThem() {
    assertThat(recall(new Known(0.9, 0.8, 0.7, 0.1), 3, 102, 100, 101)).isEqualTo(1.0);
  }

  @Test
  void aMissedOrUnknownNeighbourCounts() {
    assertThat(recall(new Known(0.9, 0.8, 0.7, 0.1), 3, 100, 103, 7)).isEqualTo(1.0 / 3, within(1e-12));
  }

  @Test
  void aTieWithTheLastIsAsGood() {
    assertThat(recall(new Known(0.9, 0.8, 0.7, 0.6995), 3, 100, 101, 103)).isEqualTo(1.0);
    assertThat(recall(new Known(0.9, 0.8, 0.7, 0.6985), 3, 100, 101, 103)).isLessThan(1.0);
  }

  @Test
  void fewerAnswersThanAskedForAreMissing() {
    assertThat(recall(new Known(0.9, 0.8), 2, 100)).isEqualTo(0.5);
    assertThat(recall(new Known(0.9, 0.8), 2)).isZero();
  }

  @Test
  void itemsPastTheKthDoNotCount() {
    assertThat(recall(new Known(0.9, 0.8, 0.7), 1, 7, 100)).isZero();
  }

  @Test
  void withFewerNeighboursThanKThoseAreWanted() {
    assertThat(recall(new Known(0.9, 0.8), 10, 100, 101, 7)).isEqualTo(1.0);
    assertThat(recall(new Known(), 10, 7)).isNaN();
  }

  @Property
  void isAShare(@ForAll @IntRange(min = 1, max = 20) int k, @ForAll @IntRange(min = 90, max = 120) long[] ids) {
    assertThat(recall(new Known(0.9, 0.8, 0.8, 0.5, 0.1), k, java.util.Arrays.stream(ids).distinct().toArray()))
        .isBetween(0.0, 1.0);
  }
}
