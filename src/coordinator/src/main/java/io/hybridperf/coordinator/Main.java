package io.hybridperf.coordinator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.config.ConfigFile;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.SettingException;
import java.io.File;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** Runs a coordinator until the process is told to stop. */
public final class Main {

  /** The exit status after a setting that makes no sense: EX_USAGE of sysexits.h. */
  private static final int MISTAKE = 64;

  /**
   * The exit status if a store that must answer is not there, a port is taken or a file unusable.
   */
  private static final int CANNOT_START = 1;

  private Main() {}

  /**
   * Starts a coordinator.
   *
   * @param args at most one configuration file, in typesafe config's format; reference.conf
   *     documents the settings
   */
  public static void main(String[] args) throws InterruptedException {
    PrintStream err = System.err;
    Coordinator coordinator;
    int status = MISTAKE;
    try {
      CoordinatorConfig config = CoordinatorConfig.from(configuration(args));
      status = CANNOT_START;
      coordinator = Coordinator.start(config);
    } catch (SettingException e) {
      err.println(e.getMessage());
      System.exit(status);
      return;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  coordinator.close();
                  stopped.countDown();
                },
                "shutdown"));
    System.out.printf(
        "Coordinator on port %d, metrics on port %d%n",
        coordinator.port(), coordinator.metricsPort());
    stopped.await();
  }

  /**
   * The configuration, as the coordinator reads it.
   *
   * @param args at most one configuration file
   * @throws SettingException if it cannot be read
   */
  public static Config configuration(String[] args) {
    if (args.length > 1) {
      throw new SettingException("expected at most one argument, a configuration file");
    }
    try {
      if (args.length == 0) {
        return ConfigFactory.load();
      }
      File file = new File(args[0]);
      if (!file.isFile() || !file.canRead()) {
        throw new SettingException(args[0] + " is not a readable configuration file");
      }
      return ConfigFactory.load(ConfigFile.read(file));
    } catch (ConfigException e) {
      throw new SettingException("the configuration cannot be read: " + e.getMessage());
    }
  }
}
