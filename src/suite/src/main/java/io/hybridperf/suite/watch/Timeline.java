package io.hybridperf.suite.watch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.record.ArrivalClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What happens beside the load at planned moments of it, as faults. Each event is printed and
 * written to {@code events.jsonl} as {@code {"seconds": 12.0, "tookSeconds": 0.01, "event": "...",
 * "error": "..."}}, seconds since the plan's start. Events run one after the other, so that one
 * which takes its time delays the next.
 */
public final class Timeline implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long POLL_MILLIS = 5;

  private record Event(Duration at, String what, Runnable action) {}

  private final List<Event> events = new ArrayList<>();
  private final ScheduledExecutorService timer = Background.timer("timeline");

  /**
   * Plans an event.
   *
   * @param at since the plan's start
   * @param what for people
   * @param action what to do, on a thread of its own
   */
  public void at(Duration at, String what, Runnable action) {
    events.add(new Event(at, what, action));
  }

  /**
   * Begins as soon as the first request has been sent.
   *
   * @param clock of the load
   * @param shift by how much all events come later than planned
   * @param file takes what happened, one JSON object a line
   */
  public void start(ArrivalClock clock, Duration shift, Path file) {
    if (!events.isEmpty()) {
      timer.execute(() -> schedule(clock, shift, file));
    }
  }

  private void schedule(ArrivalClock clock, Duration shift, Path file) {
    if (clock.zeroNanoTime().isEmpty()) {
      var _ =
          timer.schedule(() -> schedule(clock, shift, file), POLL_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    long zero = clock.zeroNanoTime().getAsLong();
    for (Event event : events) {
      long delay = zero + event.at().plus(shift).toNanos() - System.nanoTime();
      var _ = timer.schedule(() -> happen(event, zero, file), delay, TimeUnit.NANOSECONDS);
    }
  }

  private static void happen(Event event, long zero, Path file) {
    long began = System.nanoTime();
    String error = "";
    try {
      event.action().run();
    } catch (RuntimeException e) {
      error = String.valueOf(e.getMessage());
    }
    double seconds = (began - zero) / NANOS_PER_SECOND;
    Console.say(
        "at %.1f s: %s%s", seconds, event.what(), error.isEmpty() ? "" : " FAILED: " + error);
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("seconds", seconds)
            .put("tookSeconds", (System.nanoTime() - began) / NANOS_PER_SECOND)
            .put("event", event.what());
    if (!error.isEmpty()) {
      line.put("error", error);
    }
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the run's folder cannot be written to", e);
    }
  }

  /** What has not happened yet will not. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
