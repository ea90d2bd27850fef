package io.hybridperf.coordinator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.SettingException;
import java.io.File;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** Runs a coordinator until the process is told to stop. */
public final class Main {

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
    try {
      coordinator = Coordinator.start(CoordinatorConfig.from(configuration(args)));
    } catch (SettingException e) {
      err.println(e.getMessage());
      System.exit(1);
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
      if (!file.canRead()) {
        throw new SettingException(args[0] + " is not a readable configuration file");
      }
      return ConfigFactory.load(ConfigFactory.parseFile(file));
    } catch (ConfigException e) {
      throw new SettingException("the configuration cannot be read: " + e.getMessage());
    }
  }
}
