package io.hybridperf.measurement.record;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Flushes once a second, on the second after its start, until told to halt. It dies of the first
 * failure, which goes to the handler of uncaught exceptions.
 */
final class FlushThread {

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Runnable flush;
  private final CountDownLatch halt = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "hybrid-perf-recorder");
  private volatile @Nullable Throwable failure;

  FlushThread(Runnable flush) {
    this.flush = flush;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long start = System.nanoTime();
    try {
      // Seconds missed (a long pause of the JVM) are skipped, not made up for.
      while (!halt.await(
          PERIOD_NANOS - (System.nanoTime() - start) % PERIOD_NANOS, TimeUnit.NANOSECONDS)) {
        flush.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  void halt() {
    halt.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void rethrowFailure() {
    switch (failure) {
      case null -> {}
      case RuntimeException failed -> throw failed;
      case Throwable failed -> throw new IllegalStateException(failed);
    }
  }
}
