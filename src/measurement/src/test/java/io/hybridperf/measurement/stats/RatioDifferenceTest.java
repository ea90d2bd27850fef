package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RatioDifferenceTest {
  private static final int SECONDS = 120;
  private static final int PAIRS = 150;

  private static List<Histogram> run(QueueModel model, SplittableRandom random, double slower) {
    List<Histogram> seconds = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      seconds.add(new Histogram(3));
    }
    model.run(
        random,
        SECONDS,
        (second, micros) -> seconds.get(second).recordValue(Math.round(slower * micros)));
    return seconds;
  }

  private static RatioDifference atPercentile(
      double percentile, List<Histogram> before, List<Histogram> after) {
    Histogram both = new Histogram(3);
    before.forEach(both::add);
    after.forEach(both::add);
    PercentileInterval interval = PercentileInterval.of(both, percentile);
    return RatioDifference.of(
            List.of(before.stream().map(interval::beyond).toList()),
            List.of(after.stream().map(interval::beyond).toList()))
        .orElseThrow();
  }

  private static RatioDifference ofMeans(List<Histogram> before, List<Histogram> after) {
    return RatioDifference.of(sums(before), sums(after)).orElseThrow();
  }

  private static List<List<Second>> sums(List<Histogram> seconds) {
    return List.of(
        seconds.stream()
            .map(each ->
                new Second(
                    each.getTotalCount() == 0 ? 0 : each.getMean() * each.getTotalCount(),
                    (double) each.getTotalCount()))
            .toList());
  }

  static Stream<QueueModel> models() {
    return Stream.of(
        QueueModel.independent(),
        QueueModel.mm1(0.3),
        QueueModel.mm1(0.7),
        QueueModel.modulated(0.5, 0.8, 0.05));
  }

  /** As often as the level says, or a little more; also far out, where many are looked at. */
  @ParameterizedTest
  @MethodSource("models")
  void runsOfOneSystemDifferAsOftenAsTheLevelSays(QueueModel model) {
    SplittableRandom random = new SplittableRandom(11);
    int[] alarms = new int[4];
    int[] loudAlarms = new int[4];
    for (int pair = 0; pair < PAIRS; pair++) {
      List<Histogram> before = run(model, random, 1);
      List<Histogram> after = run(model, random, 1);
      double[] pValues = {
        atPercentile(50, before, after).pValue(),
        atPercentile(95, before, after).pValue(),
        atPercentile(99, before, after).pValue(),
        ofMeans(before, after).pValue()
      };
      for (int n = 0; n < pValues.length; n++) {
        alarms[n] += pValues[n] < 0.05 ? 1 : 0;
        loudAlarms[n] += pValues[n] < 0.005 ? 1 : 0;
      }
    }
    assertThat(Arrays.stream(alarms).boxed())
        .allSatisfy(each -> assertThat(each).isBetween(1, 10 * PAIRS / 100));
    assertThat(Arrays.stream(loudAlarms).boxed())
        .allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(2 * PAIRS / 100));
  }

  @Test
  void aSlowerSystemIsFound() {
    SplittableRandom random = new SplittableRandom(12);
    QueueModel model = QueueModel.mm1(0.3);
    int found = 0;
    for (int pair = 0; pair < 50; pair++) {
      List<Histogram> before = run(model, random, 1);
      found += atPercentile(50, before, run(model, random, 1.1)).pValue() < 0.01 ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(45);
  }

  @Test
  void theMarginIsThatOfTheDifference() {
    SplittableRandom random = new SplittableRandom(13);
    QueueModel model = QueueModel.mm1(0.5);
    double truth = 0.3 * -model.truth(50) / Math.log(0.5);
    int held = 0;
    for (int pair = 0; pair < 200; pair++) {
      RatioDifference difference = ofMeans(run(model, random, 1), run(model, random, 1.3));
      double measured = difference.after() - difference.before();
      held += Math.abs(measured - truth) <= difference.margin() ? 1 : 0;
    }
    assertThat(held).isBetween(180, 200);
  }

  @Test
  void fewSecondsAreNotCompared() {
    assertThat(RatioDifference.of(List.of(seconds(9)), List.of(seconds(60)))).isEmpty();
    assertThat(RatioDifference.of(List.of(seconds(10)), List.of(seconds(60)))).isPresent();
  }

  private static List<Second> seconds(int count) {
    return Stream.generate(() -> new Second(1, 2)).limit(count).toList();
  }

  @Test
  void whatNeverChangesIsAlike() {
    RatioDifference difference =
        RatioDifference.of(List.of(seconds(20)), List.of(seconds(30))).orElseThrow();

    assertThat(difference.pValue()).isEqualTo(1);
    assertThat(difference.margin()).isCloseTo(0, within(1e-12));
  }

  @Test
  void holmsValuesAreThoseOfHisPaper() {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assertThat(Holm.adjusted(0.01, 0.04, 0.03, 0.005))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.adjusted(0.9, 0.8)).containsExactly(1, 1);
    assertThat(Holm.adjusted()).isEmpty();
  }
}
