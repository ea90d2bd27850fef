package io.hybridperf.suite.run;

import io.hybridperf.measurement.run.RunStatus;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first thing that ended a run before its time, and its one line. The death of any thread that
 * nobody else answers for is one: whatever that thread did, the run would go on without it.
 */
public final class RunFailure {
  /** The exit status where there is no load yet that could come to an end: EX_SOFTWARE. */
  private static final int EXIT_STATUS = 70;

  /** Gatling's, where the assertions of a run have failed. */
  private static final int GATES_MISSED = 2;

  private static final AtomicReference<@Nullable Failure> FIRST = new AtomicReference<>();

  private record Failure(String reason, RunStatus status) {}

  private RunFailure() {}

  /** From now on a thread that dies of an exception ends the run. */
  public static void watchThreads() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> end(inWords(thread.getName(), failure)));
  }

  /**
   * Ends the run: with its report, if it has a load, or else the JVM. Only the first call does
   * anything.
   *
   * @param reason one line
   */
  static void end(String reason) {
    end(reason, RunStatus.INCOMPLETE);
  }

  /** As {@link #end(String)}, for a run whose generator has not come to its first request. */
  static void notBegun(String reason) {
    end(reason, RunStatus.GENERATOR_LATE);
  }

  /**
   * Ends the JVM, and with it a run whose load shall not begin: its verdict is made on the way out.
   * Gatling would wait for the end of a first user.
   */
  static void endBeforeLoad(String reason) {
    System.err.println("hybrid-perf: " + reason);
    System.exit(GATES_MISSED);
  }

  private static void end(String reason, RunStatus status) {
    if (!FIRST.compareAndSet(null, new Failure(reason, status))) {
      return;
    }
    System.err.println("hybrid-perf: " + reason);
    if (!Interrupts.request("no new requests; the report of what was recorded follows")) {
      // Not on this thread: the shutdown may wait for it.
      Thread.ofPlatform().start(() -> System.exit(EXIT_STATUS));
    }
  }

  /** {@return what ended the run; null: nothing did} */
  static @Nullable String reason() {
    Failure first = FIRST.get();
    return first == null ? null : first.reason;
  }

  /** {@return how far a run has come that would have come that far if nothing had ended it} */
  static RunStatus reached(RunStatus unhindered) {
    Failure first = FIRST.get();
    return first == null ? unhindered : first.status;
  }

  /** What happened, for people; an exception that nobody foresaw with the place it came from. */
  static String inWords(String thread, Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return String.format(
          Locale.ROOT,
          "out of memory: the heap is %d MB; give more with -Dgenerator.heap=1g (-Xmx)",
          Runtime.getRuntime().maxMemory() >> 20);
    }
    if (failure instanceof UncheckedIOException file) {
      String why = inWords(file.getCause());
      // Without words of its own it repeats those of its cause.
      return String.valueOf(file.getMessage()).equals(String.valueOf(file.getCause()))
          ? why
          : file.getMessage() + ": " + why;
    }
    if ((failure instanceof InvocationTargetException || failure instanceof LinkageError)
        && failure.getCause() != null) {
      return inWords(thread, failure.getCause());
    }
    StackTraceElement[] trace = failure.getStackTrace();
    return "the thread '%s' died of %s%s"
        .formatted(thread, failure, trace.length == 0 ? "" : " at " + trace[0]);
  }

  /** Some exceptions of files have nothing but the file's name as their message. */
  private static String inWords(@Nullable Throwable cause) {
    return cause instanceof FileSystemException file && file.getReason() == null
        ? cause.getClass().getSimpleName().replace("Exception", "")
        : cause == null ? "" : String.valueOf(cause.getMessage());
  }
}
