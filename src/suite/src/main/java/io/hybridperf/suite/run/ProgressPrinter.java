package io.hybridperf.suite.run;

import io.hybridperf.measurement.record.ProgressSnapshot;
import io.hybridperf.suite.watch.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Prints a line every few seconds: where the load is, what comes back, and how long it still takes.
 */
final class ProgressPrinter implements AutoCloseable {
  private static final long PERIOD_SECONDS = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());

  ProgressPrinter(Supplier<ProgressSnapshot> progress) {
    var _ =
        timer.scheduleAtFixedRate(
            () -> Console.say(line(progress.get())),
            PERIOD_SECONDS,
            PERIOD_SECONDS,
            TimeUnit.SECONDS);
  }

  static String line(ProgressSnapshot now) {
    return String.format(
        Locale.ROOT,
        "%-12s %8.0f/s OK | p50 %8.2f ms  p99 %8.2f ms | errors %d  shed %d  in flight %d | lag p99"
            + " %.2f ms | %s left",
        now.phase(),
        now.answersPerSecond(),
        now.responseP50Nanos() / NANOS_PER_MILLI,
        now.responseP99Nanos() / NANOS_PER_MILLI,
        now.errors(),
        now.shed(),
        now.inFlight(),
        now.lagP99Nanos() / NANOS_PER_MILLI,
        minutes(now.remaining()));
  }

  private static String minutes(Duration remaining) {
    return "%d:%02d".formatted(remaining.toMinutes(), remaining.toSecondsPart());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
