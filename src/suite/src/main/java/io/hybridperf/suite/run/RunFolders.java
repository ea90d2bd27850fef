package io.hybridperf.suite.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.slo.MetricCatalogue;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Where a run keeps what it records: a new folder in {@code results/}, or the one it is given. */
public final class RunFolders {
  private static final String FOLDER_PROPERTY = "hybridperf.run.folder";

  private RunFolders() {}

  /**
   * Makes the folder of a run.
   *
   * @param settings of the run
   * @return a folder that exists
   * @throws UserError if the folder that is given cannot be made
   */
  public static RunFolder create(Settings settings) {
    String given = System.getProperty(FOLDER_PROPERTY);
    if (given == null) {
      return RunFolder.create(
          settings.home().resolve("results"), settings.simulation(), Instant.now());
    }
    Path path = Path.of(given).toAbsolutePath().normalize();
    try {
      return new RunFolder(Files.createDirectories(path));
    } catch (IOException e) {
      throw new UserError(
          "-D%s=%s: the folder cannot be made: %s"
              .formatted(FOLDER_PROPERTY, path, e.getMessage()));
    }
  }

  /** So that a run can be judged again, or for the first time if it was killed. */
  static void writeSettings(Config config, RunFolder folder) {
    String text =
        MetricCatalogue.describe(config)
            .root()
            .render(ConfigRenderOptions.concise().setFormatted(true));
    try {
      Files.writeString(folder.path().resolve("settings.json"), text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the run's folder cannot be written to", e);
    }
  }
}
