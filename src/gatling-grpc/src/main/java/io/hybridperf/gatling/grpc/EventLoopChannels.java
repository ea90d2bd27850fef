package io.hybridperf.gatling.grpc;

import io.gatling.core.session.Session;
import io.grpc.Metadata;
import io.hybridperf.gatling.grpc.channel.TraceHeader;
import io.hybridperf.gatling.grpc.record.CallRecording;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The channels, the recorder and the pacer of one event loop. Only that loop uses them. */
final class EventLoopChannels {
  /** By target: each is asked in turn, over the channels that lead to it in turn. */
  private final PooledChannel[][] channels;

  private final int[] turns;
  private final CallRecording.Recorder recorder;
  private final TraceHeader traces;
  private final Pacer pacer;
  private final @Nullable OtherSystem other;
  private final int firstOfOther;
  private int target;
  private int targetOfOther;

  /**
   * The channels of a loop.
   *
   * @param loop that uses them
   * @param byTarget those that lead to each target, at least one each
   * @param first the target that is asked first
   * @param other which of the targets are another system; null: none
   * @param recorder takes what the calls of this loop find
   * @param traces for some calls
   */
  EventLoopChannels(
      EventLoop loop,
      List<List<PooledChannel>> byTarget,
      int first,
      @Nullable OtherSystem other,
      CallRecording.Recorder recorder,
      TraceHeader traces) {
    this.channels =
        byTarget.stream()
            .map(each -> each.toArray(new PooledChannel[0]))
            .toArray(PooledChannel[][]::new);
    this.turns = new int[byTarget.size()];
    this.other = other;
    firstOfOther = other == null ? channels.length : other.first();
    target = first % firstOfOther;
    targetOfOther = firstOfOther;
    this.pacer =
        new Pacer(
            System::nanoTime,
            (delay, task) -> {
              var _ = loop.schedule(task, delay, TimeUnit.NANOSECONDS);
            });
    this.recorder = recorder;
    this.traces = traces;
  }

  /** The next channel in turn, of the next target in turn of the system that a user asks. */
  PooledChannel next(Session session) {
    if (other != null && other.askedBy().test(new io.gatling.javaapi.core.Session(session))) {
      PooledChannel found = next(targetOfOther);
      targetOfOther = targetOfOther + 1 == channels.length ? firstOfOther : targetOfOther + 1;
      return found;
    }
    PooledChannel found = next(target);
    target = target + 1 == firstOfOther ? 0 : target + 1;
    return found;
  }

  private PooledChannel next(int ofTarget) {
    PooledChannel[] leading = channels[ofTarget];
    int turn = turns[ofTarget];
    turns[ofTarget] = turn + 1 == leading.length ? 0 : turn + 1;
    return leading[turn];
  }

  CallRecording.Recorder recorder() {
    return recorder;
  }

  Pacer pacer() {
    return pacer;
  }

  /** Gives a call a trace, if it is one of those that have one; its id, or nothing. */
  String trace(Metadata headers) {
    return traces.addTo(headers);
  }
}
