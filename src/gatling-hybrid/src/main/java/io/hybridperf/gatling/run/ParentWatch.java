package io.hybridperf.gatling.run;

/**
 * Ends this JVM when the process that started it is gone, so that killing Maven leaves nothing
 * running.
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
  }

  private static void exitAfter(ProcessHandle parent) {
    parent.onExit().join();
    System.err.println("hybrid-perf: the process that started this run is gone; stopping");
    System.exit(EXIT_STATUS);
  }
}
