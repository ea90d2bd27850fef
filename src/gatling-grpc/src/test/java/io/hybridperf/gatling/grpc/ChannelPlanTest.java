package io.hybridperf.gatling.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelPlanTest {
  /** Some way for a loop to all, and no channel without somebody who uses it. */
  @ParameterizedTest
  @MethodSource("plans")
  void everyLoopReachesEveryTargetAndEveryChannelIsUsed(int loops, int targets, int channels) {
    ChannelPlan plan = new ChannelPlan(loops, targets, channels);
    List<Integer> used =
        IntStream.range(0, loops)
            .boxed()
            .flatMap(loop ->
                IntStream.range(0, targets)
                    .boxed()
                    .flatMap(target -> {
                      List<Integer> ways = plan.used(loop, target);
                      assertThat(ways)
                          .isNotEmpty()
                          .allMatch(channel -> plan.target(channel) == target);
                      return ways.stream();
                    }))
            .distinct()
            .sorted()
            .toList();
    assertThat(used).isEqualTo(IntStream.range(0, channels).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("plans")
  void channelsAreSharedOutEvenly(int loops, int targets, int channels) {
    ChannelPlan plan = new ChannelPlan(loops, targets, channels);
    int[] byTarget = new int[targets];
    IntStream.range(0, channels).forEach(each -> byTarget[plan.target(each)]++);
    assertThat(IntStream.of(byTarget).max().orElseThrow())
        .isLessThanOrEqualTo(IntStream.of(byTarget).min().orElseThrow() + 1);
  }

  static Stream<List<Integer>> combinations() {
    return IntStream.rangeClosed(1, 5)
        .boxed()
        .flatMap(loops ->
            IntStream.rangeClosed(1, 6)
                .boxed()
                .flatMap(targets ->
                    IntStream.rangeClosed(targets, 13)
                        .mapToObj(channels -> List.of(loops, targets, channels))));
  }

  static Stream<Arguments> plans() {
    return combinations().map(each -> Arguments.of(each.toArray()));
  }
}
