package io.hybridperf.suite.cost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link NullCoordinator} in a process of its own, which ends with this one. */
final class NullCoordinatorProcess implements AutoCloseable {
  private static final String PORT = "PORT ";

  /**
   * What it has done so far.
   *
   * @param answered calls
   * @param cpuNanos of all its threads
   */
  record Work(long answered, long cpuNanos) {}

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final int port;

  private NullCoordinatorProcess(Process process) throws IOException {
    this.process = process;
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = process.outputWriter(StandardCharsets.UTF_8);
    String line = answers.readLine();
    if (line == null || !line.startsWith(PORT)) {
      process.destroyForcibly();
      throw new IllegalStateException("the null coordinator did not start; it said: " + line);
    }
    port = Integer.parseInt(line.substring(PORT.length()));
  }

  /**
   * Starts one on a free port of the loopback interface, with this JVM's class path.
   *
   * @param arguments none; or those of a queue, as {@link NullCoordinator} takes them
   * @return the process, to be closed
   */
  static NullCoordinatorProcess start(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-Xms512m",
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                NullCoordinator.class.getName()));
    command.addAll(List.of(arguments));
    try {
      return new NullCoordinatorProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException("the null coordinator cannot be started", e);
    }
  }

  /** {@return where it listens, as {@code host:port}} */
  public String target() {
    return "127.0.0.1:" + port;
  }

  /** The port it listens on. */
  int port() {
    return port;
  }

  /** Asks what it has done. */
  Work work() {
    long[] numbers = asked();
    return new Work(numbers[0], numbers[1]);
  }

  /** Of a queue: the p99 that it reckoned since the last time this was asked, nanoseconds. */
  long p99Nanos() {
    return asked()[2];
  }

  private synchronized long[] asked() {
    try {
      questions.write("\n");
      questions.flush();
      return Arrays.stream(String.valueOf(answers.readLine()).split(" ", -1))
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException("the null coordinator has ended", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
