package io.hybridperf.embedded.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** What the engines and libraries have to say goes to a file: stdout belongs to the contract. */
final class Logs {
  static final System.Logger LOG = System.getLogger("io.hybridperf.embedded");

  private static final int FILE_LIMIT_BYTES = 10 << 20;
  private static final int FILES = 2;

  // The log manager holds loggers weakly, and with them their levels.
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger DRIVER = Logger.getLogger("org.neo4j.driver");

  private Logs() {}

  /** Sends all logging of this JVM there, and only there. */
  static void to(Path file) throws IOException {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n");
    LogManager.getLogManager().reset();
    String pattern = file.toString().replace("%", "%%") + ".%g";
    Handler handler = new FileHandler(pattern, FILE_LIMIT_BYTES, FILES, true);
    handler.setFormatter(new SimpleFormatter());
    ROOT.addHandler(handler);
    ROOT.setLevel(Level.INFO);
    DRIVER.setLevel(Level.WARNING);
    // Now, so that the stores' threads do not all set it up at once, which it complains about.
    LoggerFactory.getILoggerFactory();
  }
}
