package io.hybridperf.gatling.grpc;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Holds calls back until they are due. One timer serves all that are due in the same millisecond,
 * so they are sent one right after the other and leave in one flush.
 *
 * <p>Gatling's injector starts a user some milliseconds late, and the more so the more users it
 * starts (see {@code ArrivalClock}). With a plan that is moved back by more than that, each user is
 * here before its time. One that is late all the same is sent at once. Only one event loop uses an
 * instance.
 */
final class Pacer {

  /** Runs something later, on the same event loop, and never early. */
  @FunctionalInterface
  interface Timer {
    void after(long delayNanos, Runnable task);
  }

  private record Waiting(long dueNanos, Runnable call) {}

  private final LongSupplier nanoTime;
  private final Timer timer;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final ArrayDeque<Waiting> later = new ArrayDeque<>();
  private final Runnable release = this::release;
  private boolean armed;
  private long armedForNanos;

  /**
   * @param nanoTime the clock that due times are read on
   * @param timer calls back on the event loop
   */
  Pacer(LongSupplier nanoTime, Timer timer) {
    this.nanoTime = nanoTime;
    this.timer = timer;
  }

  /**
   * Sends a call when it is due, or at once if it already is.
   *
   * @param dueNanos on the clock given
   * @param call sends itself; must not throw
   */
  void at(long dueNanos, Runnable call) {
    if (dueNanos - nanoTime.getAsLong() <= 0) {
      call.run();
      return;
    }
    insert(new Waiting(dueNanos, call));
    armFor(dueNanos);
  }

  /** Users come nearly in the order of their times, so there is rarely one to step over. */
  private void insert(Waiting added) {
    Waiting last = waiting.peekLast();
    // Times on the scale of System.nanoTime() are compared by their difference.
    while (last != null && last.dueNanos - added.dueNanos > 0) {
      later.push(waiting.pollLast());
      last = waiting.peekLast();
    }
    waiting.add(added);
    while (!later.isEmpty()) {
      waiting.add(later.pop());
    }
  }

  private void armFor(long dueNanos) {
    if (!armed || dueNanos - armedForNanos < 0) {
      armed = true;
      armedForNanos = dueNanos;
      timer.after(dueNanos - nanoTime.getAsLong(), release);
    }
  }

  private void release() {
    long now = nanoTime.getAsLong();
    if (armed && armedForNanos - now <= 0) {
      armed = false;
    }
    Waiting first = waiting.peek();
    while (first != null && first.dueNanos - now <= 0) {
      waiting.poll().call.run();
      first = waiting.peek();
    }
    if (first != null) {
      armFor(first.dueNanos);
    }
  }

  /** How many wait. */
  int size() {
    return waiting.size();
  }
}
