package io.hybridperf.coordinator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What this process logs while it is open, by whatever library, with the stacks of exceptions. */
public final class CapturedLog implements AutoCloseable {
  private final List<String> records = new CopyOnWriteArrayList<>();
  private final Logger root = Logger.getLogger("");
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter format = new SimpleFormatter();

        @Override
        public void publish(LogRecord entry) {
          records.add(format.format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private CapturedLog() {
    handler.setLevel(Level.ALL);
  }

  /** Captures from now on. */
  public static CapturedLog open() {
    CapturedLog log = new CapturedLog();
    log.root.addHandler(log.handler);
    return log;
  }

  /** All so far. */
  public String text() {
    return String.join("\n", records);
  }

  @Override
  public void close() {
    root.removeHandler(handler);
  }
}
