package io.hybridperf.suite.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is said on the console as long as this is open. */
public final class ConsoleLines implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /** Begins to listen. */
  public ConsoleLines() {
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  /** {@return the lines so far} */
  public List<String> said() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
