package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.analysis.ResourceTrend.Leak;
import io.hybridperf.measurement.analysis.ResourceTrend.NotMeasured;
import io.hybridperf.measurement.analysis.ResourceTrend.Steady;
import io.hybridperf.measurement.run.ResourceSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeakSearchTest {
  private static final double WARM_UP = 30;
  private static final double END = 630;
  private static final double HOURS = (END - WARM_UP) / 3600;
  private static final LeakLimits HALF_AN_HOUR = new LeakLimits(Map.of(), 0.5, 0);
  private static final double MB = 1e6;

  private static List<ResourceSample> samples(String metric, DoubleUnaryOperator value) {
    List<ResourceSample> samples = new ArrayList<>();
    for (int second = 0; second <= END; second++) {
      samples.add(
          new ResourceSample(
              second, ResourceSample.TARGET, metric, value.applyAsDouble(second - WARM_UP)));
    }
    return samples;
  }

  private static ResourceTrend find(String metric, List<ResourceSample> samples) {
    return new LeakSearch(samples, WARM_UP, END, HALF_AN_HOUR).find(ResourceSample.TARGET, metric);
  }

  private static ResourceTrend find(String metric, DoubleUnaryOperator value) {
    return find(metric, samples(metric, value));
  }

  @Property(tries = 100)
  void growthWellAboveTheLimitIsFoundUnderNoiseAndOutliers(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 1.5, max = 20) double growthPerHour,
      @ForAll @DoubleRange(min = 0, max = 0.03) double noise) {
    Random random = new Random(seed);
    double level = 200 * MB;

    ResourceTrend found =
        find(
            ResourceSample.RSS_BEYOND_HEAP,
            second ->
                level * (1 + growthPerHour * second / 3600 + noise * random.nextGaussian())
                    + (random.nextInt(50) == 0 ? level : 0));

    assertThat(found.outcome()).as(found.line()).isInstanceOf(Leak.class);
    assertThat(found.line()).contains("LEAK: target: rss-beyond-heap-bytes", "MB/h");
  }

  @Property(tries = 100)
  void whatGoesUpAndDownIsNone(
      @ForAll @IntRange(min = 5, max = 280) int periodSeconds,
      @ForAll @DoubleRange(min = 0.05, max = 2) double amplitude,
      @ForAll @IntRange(min = 0, max = 100) int shift) {
    ResourceTrend found =
        find(
            ResourceSample.RSS_BEYOND_HEAP,
            second ->
                100
                    * MB
                    * (1 + amplitude * ((second + shift + 1000) % periodSeconds) / periodSeconds));

    assertThat(found.outcome()).as(found.line()).isInstanceOf(Steady.class);
  }

  @Test
  void oneStepIsNone() {
    assertThat(find(ResourceSample.THREADS, second -> second < 200 ? 40 : 60).leaks()).isFalse();
  }

  @Test
  void threadsThatAreNeverEndedAreFound() {
    ResourceTrend found = find(ResourceSample.THREADS, second -> 40 + Math.floor(second / 20));

    assertThat(found.leaks()).isTrue();
    assertThat(found.line()).contains("LEAK: target: threads +", "/h at 5");
  }

  @Test
  void oneMoreThreadInTheWholeTimeIsNone() {
    assertThat(find(ResourceSample.THREADS, second -> second < 10 ? 1 : 2).leaks()).isFalse();
  }

  @Test
  void growthBelowTheLimitIsNone() {
    assertThat(
            find(ResourceSample.RSS_BEYOND_HEAP, second -> 100 * MB * (1 + 0.4 * second / 3600))
                .leaks())
        .isFalse();
  }

  @Test
  void whatGrowsInTheWarmUpAloneIsNone() {
    assertThat(find(ResourceSample.THREADS, second -> 100 + 10 * Math.min(0, second)).leaks())
        .isFalse();
  }

  private static double sawtooth(double second, double live) {
    // Young collections every 3 s; the old generation fills by 0.1 MB a second.
    return (live + 50 * (second % 3) / 3 + 0.1 * second) * MB;
  }

  @Test
  void aHeapWhoseFloorDoesNotRiseNeedsNoCollection() {
    assertThat(
            find(ResourceSample.HEAP_USED, second -> (100 + 50 * (second % 7) / 7) * MB).outcome())
        .isInstanceOf(Steady.class);
  }

  @Test
  void aHeapThatFillsUpWithoutACollectionIsNotMeasured() {
    ResourceTrend found = find(ResourceSample.HEAP_USED, second -> sawtooth(second, 100));

    assertThat(found.outcome()).isInstanceOf(NotMeasured.class);
    assertThat(found.line()).contains("collected 0 times", "lengthen the run");
  }

  @Test
  void whatCollectionsLeaveDecidesAboutAHeap() {
    List<ResourceSample> garbage =
        samples(ResourceSample.HEAP_USED, second -> sawtooth(second, 100));
    List<ResourceSample> leak = new ArrayList<>(garbage);
    garbage.addAll(
        samples(
            ResourceSample.HEAP_AFTER_GC, second -> 80 * MB + Math.floor(second / 60) % 2 * MB));
    leak.addAll(
        samples(
            ResourceSample.HEAP_AFTER_GC, second -> 80 * MB + Math.floor(second / 60) * 5 * MB));

    assertThat(find(ResourceSample.HEAP_USED, garbage).line()).contains("no leak", "after coll");
    assertThat(find(ResourceSample.HEAP_USED, leak).leaks()).isTrue();
  }

  @Test
  void whatAFullCollectionAfterTheLoadFreesWasNoLeak() {
    List<ResourceSample> garbage =
        samples(ResourceSample.HEAP_USED, second -> sawtooth(second, 100));
    List<ResourceSample> leak = new ArrayList<>(garbage);
    garbage.add(live(90));
    leak.add(live(100 + 0.1 * HOURS * 3600));

    assertThat(find(ResourceSample.HEAP_USED, garbage).line()).contains("it was garbage");
    assertThat(find(ResourceSample.HEAP_USED, leak).leaks()).isTrue();
  }

  @Test
  void whatIsLiveAfterTheWarmUpAndAfterTheLoadDecidesWhateverTheFloorDoes() {
    List<ResourceSample> filling =
        samples(ResourceSample.HEAP_USED, second -> sawtooth(second, 100));
    filling.add(liveAt(WARM_UP - 3, 40));
    filling.add(live(41));
    List<ResourceSample> hidden =
        samples(ResourceSample.HEAP_USED, second -> (300 + 50 * (second % 7) / 7) * MB);
    hidden.add(liveAt(WARM_UP - 3, 40));
    hidden.add(live(60));

    assertThat(find(ResourceSample.HEAP_USED, filling).line())
        .contains("no leak", "live: 40.0 MB after the warm-up, 41.0 MB after the load");
    assertThat(find(ResourceSample.HEAP_USED, hidden).line())
        .contains("LEAK", "live: 40.0 MB after the warm-up, 60.0 MB after the load");
  }

  private static ResourceSample live(double megabytes) {
    return liveAt(END + 1, megabytes);
  }

  private static ResourceSample liveAt(double seconds, double megabytes) {
    return new ResourceSample(
        seconds, ResourceSample.TARGET, ResourceSample.HEAP_LIVE, megabytes * MB);
  }

  @Test
  void inAShortTimeMoreThanTheLeastGrowthIsALeak() {
    LeakLimits limits = new LeakLimits(Map.of(), 0.5, 0.15);
    List<ResourceSample> by14 =
        samples(ResourceSample.THREADS, second -> 100 + Math.floor(14 * second / (END - WARM_UP)));
    List<ResourceSample> by20 =
        samples(ResourceSample.THREADS, second -> 100 + Math.floor(20 * second / (END - WARM_UP)));

    assertThat(leaks(by14, HALF_AN_HOUR)).isTrue();
    assertThat(leaks(by14, limits)).isFalse();
    assertThat(leaks(by20, limits)).isTrue();
  }

  private static boolean leaks(List<ResourceSample> samples, LeakLimits limits) {
    return new LeakSearch(samples, WARM_UP, END, limits)
        .find(ResourceSample.TARGET, ResourceSample.THREADS)
        .leaks();
  }

  /** A generator's heap of 81.3 MB, live, and everything else as it was; forty seconds. */
  private static ResourceTrend inFortySeconds(double liveAfterMegabytes, LeakLimits limits) {
    List<ResourceSample> samples =
        new ArrayList<>(
            samples(ResourceSample.HEAP_USED, second -> (100 + 50 * (second % 3) / 3) * MB));
    samples.add(liveAt(WARM_UP - 3, 81.3));
    samples.add(live(liveAfterMegabytes));
    return new LeakSearch(samples, WARM_UP, WARM_UP + 40, limits)
        .find(ResourceSample.TARGET, ResourceSample.HEAP_USED);
  }

  @Test
  void threeMegabytesOfAWarmingProcessAreNoLeakAndNoProofThatThereIsNone() {
    ResourceTrend found = inFortySeconds(84.3, HALF_AN_HOUR);

    assertThat(found.outcome()).as(found.line()).isInstanceOf(NotMeasured.class);
    assertThat(found.line())
        .contains(
            "live: 81.3 MB after the warm-up, 84.3 MB after the load",
            "grew by 3.0 MB",
            "the least growth that could be shown is 4.1 MB in 40 s",
            "judge 360 s or more");
  }

  @Test
  void muchGrowthInAShortTimeIsALeakAllTheSame() {
    assertThat(inFortySeconds(95, HALF_AN_HOUR).leaks()).isTrue();
  }

  @Test
  void whoAllowsMoreInAShortTimeIsToldWhatCouldBeShown() {
    ResourceTrend found = inFortySeconds(84.3, new LeakLimits(Map.of(), 0.5, 0.15));

    assertThat(found.outcome()).isInstanceOf(Steady.class);
    assertThat(found.line()).contains("the least growth that could be shown is 12.2 MB in 40 s");
  }

  @Test
  void aFewMegabytesOfASmallHeapAreNoLeakEither() {
    List<ResourceSample> small = samples(ResourceSample.HEAP_USED, _ -> 30 * MB);
    small.add(liveAt(WARM_UP - 3, 20));
    small.add(live(23));

    assertThat(find(ResourceSample.HEAP_USED, small).outcome()).isInstanceOf(Steady.class);
  }

  @Test
  void noResourceIsSteadyInATimeInWhichNoLeakCouldBeShown() {
    for (String metric :
        List.of(
            ResourceSample.THREADS,
            ResourceSample.CONNECTIONS,
            ResourceSample.OPEN_FILES,
            ResourceSample.RSS_BEYOND_HEAP,
            ResourceSample.HEAP_USED)) {
      ResourceTrend found =
          new LeakSearch(samples(metric, _ -> 200 * MB), WARM_UP, WARM_UP + 60, HALF_AN_HOUR)
              .find(ResourceSample.TARGET, metric);

      assertThat(found.outcome()).as(found.line()).isInstanceOf(NotMeasured.class);
    }
  }

  @Test
  void noiseIsPartOfWhatCouldBeShown() {
    Random random = new Random(1);
    ResourceTrend quiet = find(ResourceSample.THREADS, _ -> 100);
    ResourceTrend noisy = find(ResourceSample.THREADS, _ -> 100 + 30 * random.nextDouble());

    assertThat(shown(quiet)).isBetween(8.3, 8.4);
    assertThat(shown(noisy)).isGreaterThan(8.4);
  }

  private static double shown(ResourceTrend found) {
    return Double.parseDouble(
        found.line().replaceFirst(".* could be shown is ([0-9.]+) in .*", "$1"));
  }

  @Test
  void tooFewSamplesAreNotMeasured() {
    List<ResourceSample> few =
        samples(ResourceSample.THREADS, _ -> 10).stream()
            .filter(sample -> sample.seconds() < WARM_UP + 300)
            .toList();

    assertThat(find(ResourceSample.THREADS, few).line())
        .contains("not measured: target: threads", "10 of 20 parts");
  }

  @Test
  void aResourceMayHaveALimitOfItsOwn() {
    LeakLimits strict = new LeakLimits(Map.of(ResourceSample.THREADS, 0.1), 10, 0);

    assertThat(
            new LeakSearch(
                    samples(ResourceSample.THREADS, second -> 1000 + Math.floor(second / 10)),
                    WARM_UP,
                    END,
                    strict)
                .find(ResourceSample.TARGET, ResourceSample.THREADS)
                .leaks())
        .isTrue();
  }
}
