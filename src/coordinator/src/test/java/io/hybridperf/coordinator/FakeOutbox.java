package io.hybridperf.coordinator;

import io.grpc.Deadline;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.coordinator.store.Outbox;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An outbox in memory, for one writer at a time. */
final class FakeOutbox implements Outbox {

  private final NavigableMap<Long, Entry> kept = new TreeMap<>();
  private final Map<Long, Long> dueNanos = new TreeMap<>();
  private long last;
  final AtomicInteger turnsAsked = new AtomicInteger();
  final AtomicInteger depthsAsked = new AtomicInteger();
  volatile boolean somebodyIsFirst;

  @Override
  public synchronized Entry add(IngestRequest request, Deadline deadline) {
    Entry entry = new Entry(++last, 0, request, !somebodyIsFirst);
    kept.put(entry.id(), entry);
    dueNanos.put(entry.id(), Long.MAX_VALUE);
    return entry;
  }

  @Override
  public boolean isFirst(Entry entry, Deadline deadline) {
    turnsAsked.incrementAndGet();
    return !somebodyIsFirst;
  }

  @Override
  public synchronized Optional<Entry> claim(Deadline deadline) {
    for (Entry entry : kept.values()) {
      if (dueNanos.get(entry.id()) <= System.nanoTime()) {
        Entry claimed = new Entry(entry.id(), entry.attempt() + 1, entry.request(), true);
        kept.put(claimed.id(), claimed);
        dueNanos.put(claimed.id(), Long.MAX_VALUE);
        return Optional.of(claimed);
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized void done(Entry entry, Deadline deadline) {
    kept.remove(entry.id());
  }

  @Override
  public synchronized void postpone(Entry entry, Duration pause, Deadline deadline) {
    dueNanos.put(entry.id(), System.nanoTime() + pause.toNanos());
  }

  @Override
  public synchronized Depth depth(Deadline deadline) {
    depthsAsked.incrementAndGet();
    return new Depth(kept.size(), Duration.ZERO);
  }
}
