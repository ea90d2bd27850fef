package io.hybridperf.suite.run;

import io.hybridperf.suite.repeat.Starts;
import io.hybridperf.suite.watch.Background;
import java.io.IOException;

/**
 * Ends the run when the process that started it is gone, so that killing Maven leaves nothing
 * running. Ctrl-C in a terminal ends Maven too, and at once: what was measured is reported still.
 */
public final class ParentWatch {
  /** The exit status a shell gives for SIGHUP: the one who asked has left. */
  private static final int EXIT_STATUS = 129;

  private ParentWatch() {}

  /** Begins to watch. */
  public static void start() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> Thread.ofVirtual().name("parent-watch").start(() -> exitAfter(parent)));
    if (Starts.isOne()) {
      var _ = Background.start("input-watch", ParentWatch::endAfterInput);
    }
  }

  /** Standard input of one of several runs ends when it shall come to its end. */
  private static void endAfterInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    } catch (IOException e) {
      // As an end.
    }
    if (!Interrupts.request("stopping: no new requests; the report follows")) {
      System.exit(EXIT_STATUS);
    }
  }

  private static void exitAfter(ProcessHandle parent) {
    parent.onExit().join();
    System.err.println("hybrid-perf: the process that started this run is gone; stopping");
    if (!Interrupts.request("no new requests; the report follows")) {
      System.exit(EXIT_STATUS);
    }
  }
}
