package io.hybridperf.gatling.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which connections a run has, and which of them each event loop uses for which target.
 *
 * <p>Each loop reaches every target and asks them in turn, so that targets get equal shares
 * whatever the number of loops, targets and connections. Where there are too few connections for
 * that, loops borrow from each other.
 */
final class ConnectionPlan {
  private final int loops;
  private final int targets;
  private final int connections;

  /**
   * A plan.
   *
   * @param loops event loops, at least 1
   * @param targets addresses, at least 1
   * @param connections in all, at least one for each target
   */
  ConnectionPlan(int loops, int targets, int connections) {
    if (loops < 1 || targets < 1 || connections < targets) {
      throw new IllegalArgumentException(
          "%d loops, %d targets, %d connections".formatted(loops, targets, connections));
    }
    this.loops = loops;
    this.targets = targets;
    this.connections = connections;
  }

  /** {@return how many connections there are} */
  int connections() {
    return connections;
  }

  /**
   * {@return where a connection leads}
   *
   * @param connection its number, from 0
   */
  int target(int connection) {
    return connection % targets;
  }

  /**
   * {@return the loop that carries a connection}
   *
   * @param connection its number, from 0
   */
  int loop(int connection) {
    return connection / targets % loops;
  }

  /**
   * {@return the numbers of the connections by which a loop reaches a target: its own, or one that
   * it borrows; never empty}
   *
   * @param loop its number, from 0
   * @param target its number, from 0
   */
  List<Integer> used(int loop, int target) {
    List<Integer> all =
        IntStream.range(0, connections).filter(each -> target(each) == target).boxed().toList();
    List<Integer> own = new ArrayList<>(all);
    own.removeIf(each -> loop(each) != loop);
    return own.isEmpty() ? List.of(all.get(loop % all.size())) : own;
  }

  /**
   * {@return the target that a loop asks first; not the same for all, so that few calls spread too}
   *
   * @param loop its number, from 0
   */
  int first(int loop) {
    return loop % targets;
  }
}
