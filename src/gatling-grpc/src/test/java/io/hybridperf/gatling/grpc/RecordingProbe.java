package io.hybridperf.gatling.grpc;

import io.gatling.core.session.Session;
import io.hybridperf.gatling.grpc.record.CallRecording;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A recording that keeps everything it hears. */
final class RecordingProbe implements CallRecording {
  private final List<Probe> recorders = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<String, Integer> byTarget = new ConcurrentHashMap<>();
  private IntSupplier inFlight = () -> -1;

  @Override
  public Recorder openForEventLoop() {
    Probe probe = new Probe();
    recorders.add(probe);
    return probe;
  }

  @Override
  public void connected(List<String> targets, IntSupplier gauge) {
    inFlight = gauge;
  }

  List<Integer> threadsOfEachRecorder() {
    return recorders.stream().map(probe -> probe.threads.size()).toList();
  }

  List<String> ended() {
    return ended;
  }

  Map<String, Integer> byTarget() {
    return byTarget;
  }

  int sent() {
    return sent.get();
  }

  int inFlight() {
    return inFlight.getAsInt();
  }

  private final class Probe implements Recorder {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Override
    public long dueNanos(Session session, long readyNanos) {
      threads.add(Thread.currentThread());
      return readyNanos;
    }

    @Override
    public int phase(Session session, long dueNanos) {
      return 0;
    }

    @Override
    public void sent(int phase, String label) {
      threads.add(Thread.currentThread());
      sent.incrementAndGet();
    }

    @Override
    public void ended(
        int phase, String label, String status, long dueNanos, long sentNanos, long endNanos) {
      threads.add(Thread.currentThread());
      ended.add(label + " " + status);
    }

    @Override
    public void sentTo(String target) {
      byTarget.merge("sent to " + target, 1, Integer::sum);
    }

    @Override
    public void endedAt(String target, String status) {
      byTarget.merge(status + " of " + target, 1, Integer::sum);
    }

    @Override
    public void unsendable(int phase, String label) {}

    @Override
    public void value(String series, long value) {}
  }
}
