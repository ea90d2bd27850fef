package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.stats.ChangePoints.ChangePoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangePointsTest {
  private static final double OTAVAS_LEVEL = 0.001;

  /** A series with a planted step of 5 %, and what Apache Otava found in it. */
  private record Stored(int planted, List<Integer> otavas, List<Double> series) {
    double[] values() {
      return series.stream().mapToDouble(each -> each).toArray();
    }

    static Stored parse(String line) {
      String[] parts = line.split(";", -1);
      return new Stored(
          Integer.parseInt(parts[0]),
          Stream.of(parts[1].split(" "))
              .filter(each -> !each.isEmpty())
              .map(Integer::valueOf)
              .toList(),
          Stream.of(parts[2].split(" ")).map(Double::valueOf).toList());
    }
  }

  private static List<Stored> stored() throws IOException {
    try (var in = ChangePointsTest.class.getResourceAsStream("otava-series.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Stored::parse)
          .toList();
    }
  }

  private static List<Integer> indices(double[] series, double level, double least) {
    return ChangePoints.of(series, level, least).stream().map(ChangePoint::index).toList();
  }

  @Test
  void allSixtySeriesHaveTheChangePointsThatOtavaFinds() throws IOException {
    assertThat(stored())
        .hasSize(60)
        .allSatisfy(
            each -> assertThat(indices(each.values(), OTAVAS_LEVEL, 0)).isEqualTo(each.otavas));
  }

  @Test
  void otavaAndSoThisFindMostPlantedSteps() throws IOException {
    long found =
        stored().stream()
            .filter(each ->
                indices(each.values(), OTAVAS_LEVEL, 0).stream()
                    .anyMatch(index -> Math.abs(index - each.planted) <= 2))
            .count();

    assertThat(found).isGreaterThanOrEqualTo(50);
  }

  /** At the level and the least change that the history of runs uses. */
  @Test
  void seriesWithoutAStepHaveFalseAlarmsInLessThanFivePercent() {
    SplittableRandom random = new SplittableRandom(3);
    int alarms = 0;
    int series = 400;
    for (int n = 0; n < series; n++) {
      double deviation = 0.01 * (1 + n % 3);
      double[] values = new double[20 + n % 80];
      Arrays.setAll(values, _ -> 100 * (1 + deviation * random.nextGaussian()));
      alarms += indices(values, 0.0005, 0.02).isEmpty() ? 0 : 1;
    }
    assertThat(alarms).isLessThan(5 * series / 100);
  }

  @Test
  void aStepHasItsFirstValueAndItsLevels() {
    double[] values = new double[40];
    Arrays.setAll(values, n -> (n < 25 ? 100 : 110) + n % 2);

    ChangePoint step = ChangePoints.of(values, 0.001, 0).getFirst();

    assertThat(step.index()).isEqualTo(25);
    assertThat(step.before()).isBetween(100.0, 101.0);
    assertThat(step.after()).isBetween(110.0, 111.0);
    assertThat(step.magnitude()).isBetween(0.09, 0.11);
  }

  @Test
  void aSlowDriftIsFoundThoughNoStepOfItIsLarge() {
    SplittableRandom random = new SplittableRandom(4);
    double[] values = new double[60];
    Arrays.setAll(values, n -> 100 * (1 + 0.003 * Math.max(0, n - 20)) + random.nextGaussian());

    List<ChangePoint> found = ChangePoints.of(values, 0.0005, 0.02);

    assertThat(found).isNotEmpty().allMatch(each -> each.after() > each.before());
    assertThat(found.getFirst().index()).isBetween(20, 40);
  }

  @Test
  void whatIsTooShortOrNeverChangesHasNone() {
    assertThat(ChangePoints.of(new double[0], 0.001, 0)).isEmpty();
    assertThat(ChangePoints.of(new double[] {1}, 0.001, 0)).isEmpty();
    assertThat(ChangePoints.of(new double[] {1, 2}, 0.001, 0)).isEmpty();
    assertThat(ChangePoints.of(new double[70], 0.001, 0)).isEmpty();
  }
}
