package io.hybridperf.embedded.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Ends a process when this JVM is gone, even by SIGKILL. It is a shell that waits on a pipe which
 * only this JVM holds open; told "done", it ends without doing anything.
 */
final class ProcessReaper {
  // SIGINT is PostgreSQL's "fast" shutdown: sessions are cut off, data is written out. What a
  // terminal or an operator sends to the whole group must not end the watch.
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      read -r word
      [ "$word" = done ] || kill -INT "$0"
      """;

  // A launcher that is still unpacking its server does not heed the first signal.
  private static final String UNTIL_GONE =
      """
      trap '' INT TERM HUP
      read -r word
      [ "$word" = done ] && exit
      for i in 1 2 3 4 5 6; do
        kill -INT "$0" || exit
        sleep 5
      done
      kill -KILL "$0"
      """;

  // Windows has no such shell: there, the next stack on the folder ends what was left.
  private static final boolean HAS_SHELL =
      !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");

  private final OutputStream pipe;

  private ProcessReaper(OutputStream pipe) {
    this.pipe = pipe;
  }

  /** Starts to watch over this process, which heeds an interrupt. */
  static ProcessReaper over(long pid) throws IOException {
    return running(SCRIPT, pid);
  }

  /** Starts to watch over this process, which is to be asked more than once and then killed. */
  static ProcessReaper untilGone(long pid) throws IOException {
    return running(UNTIL_GONE, pid);
  }

  private static ProcessReaper running(String script, long pid) throws IOException {
    return new ProcessReaper(
        HAS_SHELL ? shell(script, pid).getOutputStream() : OutputStream.nullOutputStream());
  }

  /** Interrupts a process; PostgreSQL then stops without waiting for its clients. */
  static void interrupt(long pid) throws IOException {
    if (HAS_SHELL) {
      shell("kill -INT \"$0\"", pid);
    } else {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Stops watching; the process has ended. */
  void dismiss() throws IOException {
    try (pipe) {
      pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static Process shell(String script, long pid) throws IOException {
    return new ProcessBuilder("sh", "-c", script, Long.toString(pid))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }
}
