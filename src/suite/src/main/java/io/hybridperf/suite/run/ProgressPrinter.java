package io.hybridperf.suite.run;

import io.hybridperf.measurement.record.ProgressSnapshot;
import io.hybridperf.measurement.run.TargetCounts;
import io.hybridperf.suite.watch.Background;
import io.hybridperf.suite.watch.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Prints a line every few seconds: where the load is, what came back since the line before and in
 * all, and how long it still takes.
 */
final class ProgressPrinter implements AutoCloseable {
  private static final long PERIOD_SECONDS = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  private final ScheduledExecutorService timer = Background.timer("progress");

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
        "%-12s %8.0f/s OK | p50 %8.2f ms  p99 %8.2f ms | errors %s  shed %s  in flight %d | lag p99"
            + " %.2f ms%s | %s left",
        now.phase(),
        now.answersPerSecond(),
        now.responseP50Nanos() / NANOS_PER_MILLI,
        now.responseP99Nanos() / NANOS_PER_MILLI,
        ofAll(now.errors(), now.errorsInAll()),
        ofAll(now.shed(), now.shedInAll()),
        now.inFlight(),
        now.lagP99Nanos() / NANOS_PER_MILLI,
        byTarget(now.targets()),
        minutes(now.remaining()));
  }

  /** What came since the line before, and in all where that is more. */
  private static String ofAll(long since, long inAll) {
    return since == inAll ? Long.toString(since) : since + " of " + inAll;
  }

  private static String byTarget(Map<String, TargetCounts> targets) {
    return targets.isEmpty()
        ? ""
        : targets.entrySet().stream()
            .map(each ->
                each.getKey() + " " + each.getValue().ok() + " OK of " + each.getValue().sent())
            .collect(Collectors.joining(", ", " | ", ""));
  }

  private static String minutes(Duration remaining) {
    return String.format(Locale.ROOT, "%d:%02d", remaining.toMinutes(), remaining.toSecondsPart());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
