package io.hybridperf.gatling.grpc;

import io.hybridperf.gatling.grpc.channel.TokenHeader;
import io.hybridperf.gatling.grpc.record.CallRecording;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one event loop calls with. Only that loop uses it. */
final class LoopConnections {
  /** By target: each is asked in turn, over the connections that lead to it in turn. */
  private final Connection[][] connections;

  private final int[] turns;
  private final CallRecording.Recorder recorder;
  private final @Nullable TokenHeader token;
  private final Departures departures;
  private int target;

  /**
   * Connections.
   *
   * @param loop that uses them
   * @param byTarget those that lead to each target, at least one each
   * @param first the target that is asked first
   * @param recorder takes what the calls of this loop find
   * @param token for each call
   */
  LoopConnections(
      EventLoop loop,
      List<List<Connection>> byTarget,
      int first,
      CallRecording.Recorder recorder,
      @Nullable TokenHeader token) {
    this.connections =
        byTarget.stream().map(each -> each.toArray(new Connection[0])).toArray(Connection[][]::new);
    this.turns = new int[byTarget.size()];
    this.target = first;
    this.departures =
        new Departures(
            System::nanoTime,
            (delay, task) -> {
              var _ = loop.schedule(task, delay, TimeUnit.NANOSECONDS);
            });
    this.recorder = recorder;
    this.token = token;
  }

  /** The next connection in turn, of the next target in turn. */
  Connection next() {
    Connection[] leading = connections[target];
    int turn = turns[target];
    turns[target] = turn + 1 == leading.length ? 0 : turn + 1;
    target = target + 1 == connections.length ? 0 : target + 1;
    return leading[turn];
  }

  CallRecording.Recorder recorder() {
    return recorder;
  }

  Departures departures() {
    return departures;
  }

  @Nullable TokenHeader token() {
    return token;
  }
}
