package io.hybridperf.coordinator.write;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.Outbox;
import io.hybridperf.coordinator.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes, in the background, the ingests that did not reach both stores: those of a coordinator
 * that was killed, and those that a store missed.
 */
public final class OutboxReplay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxReplay.class);
  private static final int WORKERS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
  private static final int MAX_DOUBLINGS = 6;
  private static final Duration OUTBOX_TIMEOUT = Duration.ofSeconds(2);
  // The stores' own write timeouts end a write; this only has to be longer than all of them.
  private static final Duration MAX_WRITE = Duration.ofMinutes(5);

  private final Outbox outbox;
  private final IngestWriter writer;
  private final Duration interval;
  private final List<Thread> workers = new ArrayList<>();
  private volatile Outbox.Depth depth = new Outbox.Depth(0, Duration.ZERO);
  private volatile boolean failing;

  /**
   * Starts at once, then looks regularly.
   *
   * @param interval between two looks when there is nothing to do
   */
  public OutboxReplay(Outbox outbox, IngestWriter writer, Duration interval) {
    this.outbox = outbox;
    this.writer = writer;
    this.interval = interval;
    for (int i = 0; i < WORKERS; i++) {
      boolean counts = i == 0;
      workers.add(Thread.ofVirtual().name("outbox-replay-" + i).start(() -> work(counts)));
    }
  }

  private void work(boolean counts) {
    try {
      long nextCountNanos = System.nanoTime();
      while (true) {
        boolean found = false;
        try {
          long now = System.nanoTime();
          if (counts && now - nextCountNanos >= 0) {
            // Counting reads the whole table, so it is not done for each entry of a long outbox.
            nextCountNanos = now + interval.toNanos();
            depth = outbox.depth(soon(OUTBOX_TIMEOUT));
          }
          writer.requireNotOpen();
          Optional<Outbox.Entry> entry = outbox.claim(soon(OUTBOX_TIMEOUT));
          found = entry.isPresent() && complete(entry.get());
          recovered();
        } catch (StoreException e) {
          failed(e);
        } catch (RuntimeException e) {
          LOG.error("Replaying the outbox failed on a defect of the coordinator", e);
        }
        if (!found) {
          Thread.sleep(interval);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean complete(Outbox.Entry entry) throws StoreException {
    try {
      writer.rewrite(entry.request(), soon(MAX_WRITE));
    } catch (StoreException e) {
      outbox.postpone(entry, pause(entry.attempt()), soon(OUTBOX_TIMEOUT));
      LOG.warn(
          "Ingest {} of the outbox is not complete after {} attempts: {}",
          entry.id(),
          entry.attempt(),
          e.getMessage());
      return false;
    }
    outbox.done(entry, soon(OUTBOX_TIMEOUT));
    LOG.info("Ingest {} of the outbox is complete now", entry.id());
    return true;
  }

  /** Exponential backoff: how long to wait after so many attempts. */
  static Duration pause(int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(attempt, 0, MAX_DOUBLINGS));
    return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
  }

  private static Deadline soon(Duration duration) {
    return Deadline.after(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void failed(StoreException e) {
    if (!failing) {
      failing = true;
      LOG.warn("The outbox is not looked after for now: {}", e.getMessage(), e.getCause());
    }
  }

  private void recovered() {
    failing = false;
  }

  /** How much was kept at the last look. */
  public Outbox.Depth depth() {
    return depth;
  }

  /** Stops; what is under way is completed by the next start or by another coordinator. */
  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
    for (Thread worker : workers) {
      try {
        worker.join(OUTBOX_TIMEOUT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
