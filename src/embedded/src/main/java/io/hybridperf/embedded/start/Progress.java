package io.hybridperf.embedded.start;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Tells a person what the stack is doing: one line at a time, with the seconds since its launch.
 */
public final class Progress {
  private final PrintStream out;
  private final Instant launch;

  private Progress(PrintStream out, Instant launch) {
    this.out = out;
    this.launch = launch;
  }

  /**
   * Counts from the launch of this JVM.
   *
   * @param out takes the lines
   * @return the progress
   */
  public static Progress sinceLaunch(PrintStream out) {
    return new Progress(out, ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
  }

  /**
   * Prints a line for people.
   *
   * @param line without the seconds
   */
  public void say(String line) {
    double seconds = Duration.between(launch, Instant.now()).toMillis() / 1000.0;
    print(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
  }

  /**
   * Prints a line as it is.
   *
   * @param line line ends in it become spaces
   */
  public void print(String line) {
    synchronized (out) {
      out.println(line.replace('\n', ' ').replace('\r', ' '));
      out.flush();
    }
  }
}
