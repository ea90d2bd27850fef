package io.hybridperf.gatling.grpc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one event loop calls with. Only that loop uses it. */
final class LoopConnections {
  private final Connection[] connections;
  private final CallRecording.Recorder recorder;
  private final @Nullable TokenHeader token;
  private int turn;

  LoopConnections(
      List<Connection> connections, CallRecording.Recorder recorder, @Nullable TokenHeader token) {
    this.connections = connections.toArray(new Connection[0]);
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

  @Nullable TokenHeader token() {
    return token;
  }
}
