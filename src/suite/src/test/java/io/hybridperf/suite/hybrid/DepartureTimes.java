package io.hybridperf.suite.hybrid;

import io.gatling.core.session.Session;
import io.hybridperf.gatling.grpc.record.CallRecording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;

/** Listens to a recording: when each user came to its call, when that was due and when it left. */
public final class DepartureTimes {
  private final ConcurrentLinkedQueue<Call> left = new ConcurrentLinkedQueue<>();

  /** A call that left, its times on {@link System#nanoTime()}. */
  record Call(int phase, long readyNanos, long dueNanos, long sentNanos, long endNanos) {}

  List<Call> left() {
    return List.copyOf(left);
  }

  long median(ToLongFunction<Call> of) {
    return left.stream().mapToLong(of).sorted().skip(left.size() / 2).findFirst().orElseThrow();
  }

  CallRecording listeningTo(CallRecording recording) {
    return new CallRecording() {
      @Override
      public Recorder openForEventLoop() {
        return new Listener(recording.openForEventLoop());
      }

      @Override
      public void connected(List<String> targets, IntSupplier inFlight) {
        recording.connected(targets, inFlight);
      }
    };
  }

  private final class Listener implements CallRecording.Recorder {
    private final CallRecording.Recorder heard;
    // Which is which of those that were due at the same moment makes no difference.
    private final Map<Long, List<Long>> readyByDue = new HashMap<>();

    Listener(CallRecording.Recorder heard) {
      this.heard = heard;
    }

    @Override
    public long dueNanos(Session session, long readyNanos) {
      long dueNanos = heard.dueNanos(session, readyNanos);
      readyByDue.computeIfAbsent(dueNanos, _ -> new ArrayList<>()).add(readyNanos);
      return dueNanos;
    }

    @Override
    public int phase(Session session, long dueNanos) {
      return heard.phase(session, dueNanos);
    }

    @Override
    public void sent(int phase, String label) {
      heard.sent(phase, label);
    }

    @Override
    public void ended(
        int phase, String label, String status, long dueNanos, long sentNanos, long endNanos) {
      left.add(
          new Call(phase, readyByDue.get(dueNanos).removeFirst(), dueNanos, sentNanos, endNanos));
      heard.ended(phase, label, status, dueNanos, sentNanos, endNanos);
    }

    @Override
    public void unsendable(int phase, String label) {
      heard.unsendable(phase, label);
    }

    @Override
    public void value(String series, long value) {
      heard.value(series, value);
    }
  }
}
