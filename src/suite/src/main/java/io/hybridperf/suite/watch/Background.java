package io.hybridperf.suite.watch;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What goes on beside a run, on daemon threads. What ends one of these unforeseen goes to the
 * default handler of uncaught exceptions, which ends the run: an executor would keep it to itself,
 * and run a periodic task no more.
 */
public final class Background {
  private Background() {}

  /**
   * Starts a thread.
   *
   * @param name of the thread
   * @param task what it does
   * @return the thread, started
   */
  public static Thread start(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name(name).start(task);
  }

  /**
   * Interrupts a thread and waits until it has ended.
   *
   * @param thread null: none was started
   */
  public static void stop(@Nullable Thread thread) {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * {@return a timer with one thread}
   *
   * @param name of its thread
   */
  public static ScheduledExecutorService timer(String name) {
    return new Timer(name);
  }

  private static final class Timer extends ScheduledThreadPoolExecutor {
    Timer(String name) {
      super(1, Thread.ofPlatform().daemon().name(name).factory());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
      super.afterExecute(task, thrown);
      Throwable failure = thrown == null ? failureOf(task) : thrown;
      Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
      // What is interrupted at the end is no failure.
      if (failure != null && handler != null && !isShutdown()) {
        handler.uncaughtException(Thread.currentThread(), failure);
      }
    }

    private static @Nullable Throwable failureOf(Runnable task) {
      if (!(task instanceof Future<?> future) || !future.isDone()) {
        return null;
      }
      try {
        future.get();
        return null;
      } catch (CancellationException e) {
        return null;
      } catch (ExecutionException e) {
        return e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }
}
