package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Settings;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
  private static final LoadPlan LOAD =
      LoadPlan.of(
          LoadProfile.empty()
              .constant("steady", 1000, Duration.ofSeconds(10))
              .ramp("ramp", 1000, 2000, Duration.ofSeconds(4)));

  @Test
  void requestsArriveAtRandomUnlessSaidOtherwise() {
    // Exponential gaps vary as much as they last on average; even ones do not vary.
    assertThat(variation(planned())).isBetween(0.95, 1.05);
    assertThat(variation(planned("arrivals", "even"))).isLessThan(0.01);
  }

  @Test
  void everyPhaseHasAsManyArrivalsEitherWay() {
    assertThat(planned().count(0)).isEqualTo(10_000);
    assertThat(planned().count(1)).isEqualTo(6_000);
    assertThat(planned("arrivals", "even").count(1)).isEqualTo(6_000);
  }

  @Test
  void theSeedDecidesWhen() {
    assertThat(times(planned())).isEqualTo(times(planned()));
    assertThat(times(planned("seed", "7"))).isNotEqualTo(times(planned()));
  }

  private static ArrivalPlan planned(String... settings) {
    Properties properties = new Properties();
    for (int n = 0; n < settings.length; n += 2) {
      properties.setProperty(settings[n], settings[n + 1]);
    }
    Settings given = Settings.load(Home.find(), "Burst", properties);
    return LOAD.arriving(given).profile().plan();
  }

  private static long[] times(ArrivalPlan plan) {
    return LongStream.range(0, plan.count()).map(plan::plannedNanos).toArray();
  }

  /** The gaps' standard deviation over their mean, in the first phase. */
  private static double variation(ArrivalPlan plan) {
    long gaps = plan.count(0) - 1;
    double mean = (plan.plannedNanos(gaps) - plan.plannedNanos(0)) / (double) gaps;
    double squares =
        LongStream.range(0, gaps)
            .mapToDouble(n -> plan.plannedNanos(n + 1) - plan.plannedNanos(n) - mean)
            .map(difference -> difference * difference)
            .sum();
    return Math.sqrt(squares / gaps) / mean;
  }
}
