package io.hybridperf.suite.watch;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says what a run that has not begun waits for, and ends it where that takes too long: on a machine
 * without a processor to spare, nothing else would.
 */
public final class StartWatch implements AutoCloseable {
  private static final long PERIOD_SECONDS = 15;

  /** For each step. */
  private static final Duration LIMIT =
      Duration.ofSeconds(Long.getLong("hybridperf.start.seconds", 120));

  /** For a stack that is started, or a search for the scale, whose own lines say how far it is. */
  private static final Duration TARGET_LIMIT = LIMIT.multipliedBy(5);

  private final LongSupplier nanoTime;
  private final Consumer<String> say;
  private final Consumer<String> end;
  private final ScheduledExecutorService timer = Background.timer("start-watch");
  private volatile Step step;
  private volatile int patience = 1;

  private record Step(
      String waitingFor, long sinceNanos, Duration limit, BooleanSupplier reached) {}

  StartWatch(LongSupplier nanoTime, Consumer<String> say, Consumer<String> end) {
    this.nanoTime = nanoTime;
    this.say = say;
    this.end = end;
    this.step = new Step("the simulation", nanoTime.getAsLong(), LIMIT, () -> false);
  }

  /**
   * Begins to watch this JVM's run.
   *
   * @param end told in one line, once, if it takes too long
   */
  public static StartWatch begin(Consumer<String> end) {
    StartWatch watch = new StartWatch(System::nanoTime, Console::say, end);
    long period = Math.min(PERIOD_SECONDS, LIMIT.toSeconds());
    var _ = watch.timer.scheduleAtFixedRate(watch::look, period, period, TimeUnit.SECONDS);
    return watch;
  }

  /**
   * Gives every step more time, from now on.
   *
   * @param times as much as usual, 1 or more
   */
  public void bePatient(int times) {
    patience = times;
  }

  /** The run waits for something that may take minutes. */
  public void waitsForTarget() {
    step = new Step("the target", nanoTime.getAsLong(), TARGET_LIMIT, () -> false);
  }

  /**
   * The run waits for something that gives up by itself.
   *
   * @param what for people
   * @param most after which it gives up
   */
  public void waitsForUpTo(String what, Duration most) {
    step = new Step(what, nanoTime.getAsLong(), most.plus(LIMIT), () -> false);
  }

  /**
   * The run waits for something that takes seconds on a machine that has them.
   *
   * @param what for people
   * @param reached whether it is there: the run has begun then
   */
  public void waitsFor(String what, BooleanSupplier reached) {
    step = new Step(what, nanoTime.getAsLong(), LIMIT, reached);
  }

  /** Looks whether the run has begun. */
  void look() {
    Step now = step;
    if (now.reached.getAsBoolean()) {
      close();
      return;
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - now.sinceNanos);
    if (seconds >= now.limit.multipliedBy(patience).toSeconds()) {
      end.accept(
          String.format(
              Locale.ROOT,
              "the run has not begun and is INVALID: it has waited for %s for %d s; is there a processor to spare?",
              now.waitingFor,
              seconds));
      close();
    } else if (seconds >= PERIOD_SECONDS) {
      say.accept(
          String.format(
              Locale.ROOT, "not begun yet: waiting for %s, %d s", now.waitingFor, seconds));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
