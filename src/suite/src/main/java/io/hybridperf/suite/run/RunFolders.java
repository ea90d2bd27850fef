package io.hybridperf.suite.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.slo.MetricCatalogue;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Where a run keeps what it records: a new folder in {@code results/}, or the one it is given. */
public final class RunFolders {
  private static final String FOLDER_PROPERTY = "hybridperf.run.folder";

  private RunFolders() {}

  /**
   * Makes the folder of a run, and keeps its settings there, so that it can be judged again, or for
   * the first time if it was killed. Two runs that were given one folder get two: whoever writes
   * the settings first has it, and the other one gets the same name with a number.
   *
   * @param settings of the run
   * @param config all that the run is judged by
   * @return a folder that exists, and that no other run has
   * @throws UserError if it cannot be made
   */
  public static RunFolder create(Settings settings, Config config) {
    String given = System.getProperty(FOLDER_PROPERTY);
    Path results = settings.home().resolve("results");
    try {
      if (given == null) {
        RunFolder made = RunFolder.create(results, settings.simulation(), Instant.now());
        Files.writeString(settingsIn(made.path()), text(config));
        return made;
      }
      return claimed(Path.of(given).toAbsolutePath().normalize(), text(config));
    } catch (UncheckedIOException | IOException e) {
      throw new UserError(
          "-D%s=%s: the run's folder cannot be made: %s; is there space, and may you write there?"
              .formatted(FOLDER_PROPERTY, given == null ? results : given, e.getMessage()));
    }
  }

  static RunFolder claimed(Path wanted, String settings) throws IOException {
    for (int n = 1; ; n++) {
      Path path = n == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "-" + n);
      try {
        Files.writeString(
            settingsIn(Files.createDirectories(path)), settings, StandardOpenOption.CREATE_NEW);
        return new RunFolder(path);
      } catch (FileAlreadyExistsException taken) {
        if (!Files.isDirectory(path)) {
          throw taken;
        }
      }
    }
  }

  private static Path settingsIn(Path folder) {
    return folder.resolve("settings.json");
  }

  private static String text(Config config) {
    return MetricCatalogue.describe(config)
            .root()
            .render(ConfigRenderOptions.concise().setFormatted(true))
        + "\n";
  }
}
