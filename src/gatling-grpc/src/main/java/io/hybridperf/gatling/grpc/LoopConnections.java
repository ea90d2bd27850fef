package io.hybridperf.gatling.grpc;

import io.hybridperf.gatling.grpc.channel.TokenHeader;
import io.hybridperf.gatling.grpc.record.CallRecording;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one event loop calls with. Only that loop uses it. */
final class LoopConnections {
  private final Connection[] connections;
  private final CallRecording.Recorder recorder;
  private final @Nullable TokenHeader token;
  private final Departures departures;
  private int turn;

  LoopConnections(
      EventLoop loop,
      List<Connection> connections,
      CallRecording.Recorder recorder,
      @Nullable TokenHeader token) {
    this.connections = connections.toArray(new Connection[0]);
    this.departures =
        new Departures(
            System::nanoTime,
            (delay, task) -> {
              var _ = loop.schedule(task, delay, TimeUnit.NANOSECONDS);
            });
    this.recorder = recorder;
    this.token = token;
  }

  /** The next connection in turn. */
  Connection next() {
    Connection next = connections[turn];
    turn = turn + 1 == connections.length ? 0 : turn + 1;
    return next;
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
