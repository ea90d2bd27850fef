package io.hybridperf.suite.run;

import io.hybridperf.suite.watch.Background;
import io.hybridperf.suite.watch.Console;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the first Ctrl-C (or termination) into a request to come to an end, and the second into an
 * end at once.
 *
 * <p>Without it the JVM would begin its shutdown: Gatling would make no report, and the exit status
 * would be decided before there is a verdict.
 */
final class Interrupts {
  /** What shells give for a process that SIGINT ended. */
  private static final int EXIT_STATUS = 130;

  /** From an interrupt to the end of what is under way, analyses included. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private static final AtomicInteger SEEN = new AtomicInteger();
  private static final AtomicBoolean STOPPING = new AtomicBoolean();
  private static volatile @Nullable Load load;

  /** What is to come to its end. */
  private record Load(Runnable stop, BooleanSupplier begun) {}

  private Interrupts() {}

  /**
   * From now on SIGINT and SIGTERM come to an end of this load.
   *
   * @param stopLoad lets the load end now, so that the run comes to its end as usual: verdict,
   *     Gatling's report, exit status
   * @param begun whether it has come to its first request
   */
  static void on(Runnable stopLoad, BooleanSupplier begun) {
    load = new Load(stopLoad, begun);
  }

  /**
   * Handles SIGINT and SIGTERM from now on; where the platform does not let us, they end the JVM as
   * before.
   */
  static void handleSignals() {
    try {
      for (String signal : new String[] {"INT", "TERM"}) {
        handle(signal, Interrupts::seen);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // As before.
    }
  }

  private static void seen() {
    boolean first = SEEN.getAndIncrement() == 0;
    if (first && request("stopping: no new requests; the report follows (once more: at once)")) {
      return;
    }
    if (first) {
      Console.say("stopped before the first request: nothing was measured, the run is INCOMPLETE");
    }
    // Not on the thread of signals: the shutdown may need the next one.
    Thread.ofPlatform().start(() -> System.exit(EXIT_STATUS));
  }

  /**
   * Asks for the end as a first signal does.
   *
   * @param saying what people are told
   * @return false if there is nothing yet that could come to an end; Gatling would wait for that of
   *     a first user, who does not come any more
   */
  static boolean request(String saying) {
    Load now = load;
    if (now == null || (!STOPPING.get() && !now.begun.getAsBoolean())) {
      return false;
    }
    if (!STOPPING.getAndSet(true)) {
      Console.say(saying);
      now.stop.run();
      Background.start("stop-limit", Interrupts::exitIfItTakesTooLong);
    }
    return true;
  }

  private static void exitIfItTakesTooLong() {
    try {
      Thread.sleep(STOP_LIMIT);
      Console.say("not at its end after %d s: stopping at once", STOP_LIMIT.toSeconds());
      System.exit(EXIT_STATUS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * By reflection, since javac warns of {@code sun.misc.Signal} in a way that cannot be suppressed.
   * It is exported by {@code jdk.unsupported}, and the only way to handle a signal in Java.
   */
  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    MethodHandle run =
        MethodHandles.lookup()
            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
            .bindTo(action);
    Object proxy =
        MethodHandleProxies.asInterfaceInstance(
            handler, MethodHandles.dropArguments(run, 0, signal));
    Constructor<?> constructor = signal.getConstructor(String.class);
    Method register = signal.getMethod("handle", signal, handler);
    register.invoke(null, constructor.newInstance(name), proxy);
  }
}
