package io.hybridperf.gatling.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionPlanTest {
  /** Some way for a loop to all, and no connection without somebody who uses it. */
  @ParameterizedTest
  @MethodSource("plans")
  void everyLoopReachesEveryTargetAndEveryConnectionIsUsed(
      int loops, int targets, int connections) {
    ConnectionPlan plan = new ConnectionPlan(loops, targets, connections);
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
                          .allMatch(connection -> plan.target(connection) == target);
                      return ways.stream();
                    }))
            .distinct()
            .sorted()
            .toList();
    assertThat(used).isEqualTo(IntStream.range(0, connections).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("plans")
  void connectionsAreSharedOutEvenly(int loops, int targets, int connections) {
    ConnectionPlan plan = new ConnectionPlan(loops, targets, connections);
    int[] byTarget = new int[targets];
    IntStream.range(0, connections).forEach(each -> byTarget[plan.target(each)]++);
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
                        .mapToObj(connections -> List.of(loops, targets, connections))));
  }

  static Stream<Arguments> plans() {
    return combinations().map(each -> Arguments.of(each.toArray()));
  }
}
