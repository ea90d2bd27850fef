package io.hybridperf.gatling.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.core.controller.inject.open.InjectedUsers;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GatlingInjectionTest {
  private static final Duration SHORT = Duration.ofSeconds(7);

  static List<Arguments> profiles() {
    return List.of(
        Arguments.of("constant", LoadProfile.empty().constant("a", 700, SHORT)),
        Arguments.of("constant, fractional", LoadProfile.empty().constant("a", 3.7, SHORT)),
        Arguments.of(
            "constant, less than one a second", LoadProfile.empty().constant("a", 0.3, SHORT)),
        Arguments.of(
            "constant, more than one a slot", LoadProfile.empty().constant("a", 2_345.6, SHORT)),
        Arguments.of("ramp up", LoadProfile.empty().ramp("a", 10, 900, SHORT)),
        Arguments.of("ramp down", LoadProfile.empty().ramp("a", 900.5, 10.25, SHORT)),
        Arguments.of("ramp from nothing", LoadProfile.empty().ramp("a", 0, 5, SHORT)),
        Arguments.of("sine", LoadProfile.empty().sine("a", 100, 80, Duration.ofSeconds(5), SHORT)),
        Arguments.of(
            "jumps and pauses",
            LoadProfile.empty()
                .constant("a", 50, SHORT)
                .pause("b", SHORT)
                .constant("c", 500, SHORT)
                .constant("d", 50, SHORT)),
        Arguments.of(
            "a burst",
            LoadProfile.empty()
                .warmUp(20, SHORT)
                .ramp("up", 20, 333, SHORT)
                .constant("peak", 333, SHORT)
                .ramp("down", 333, 20, SHORT)),
        Arguments.of(
            "poisson, sine and jumps",
            LoadProfile.empty()
                .sine("a", 100, 80, Duration.ofSeconds(5), SHORT)
                .constant("b", 400, SHORT)
                .constant("c", 0.4, SHORT)
                .poisson(11)),
        Arguments.of("poisson", LoadProfile.empty().constant("a", 300, SHORT).poisson(42)),
        Arguments.of(
            "poisson, ramps and pauses",
            LoadProfile.empty()
                .ramp("a", 10, 300, SHORT)
                .pause("b", SHORT)
                .ramp("c", 300, 10, SHORT)
                .poisson(7)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("profiles")
  void gatlingInjectsEachUserWhenThePlanSaysSo(String name, LoadProfile profile) {
    ArrivalPlan plan = profile.plan();
    List<Long> planned =
        LongStream.range(0, plan.count())
            .map(arrival -> TimeUnit.NANOSECONDS.toMillis(plan.plannedNanos(arrival)))
            .boxed()
            .toList();
    int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(plan.totalNanos());
    assertThat(planned).isNotEmpty();
    assertThat(InjectedUsers.startMillis(GatlingInjection.steps(plan), seconds)).isEqualTo(planned);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("profiles")
  void usersThatAreStartedAheadKeepThePlansOrderAndAreAtMostFiveMillisecondsEarly(
      String name, LoadProfile profile) {
    ArrivalPlan plan = profile.plan();
    List<Long> bunches =
        LongStream.range(0, plan.count())
            .map(arrival -> TimeUnit.NANOSECONDS.toMillis(plan.plannedNanos(arrival)) / 5 * 5)
            .boxed()
            .toList();
    int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(plan.totalNanos());
    assertThat(InjectedUsers.startMillis(GatlingInjection.ahead(plan), seconds)).isEqualTo(bunches);
  }
}
