package io.hybridperf.report.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The one parameter of the commands that look at all runs. */
public final class RunsFolder {

  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      defaultValue = "results",
      description = "Holds the folders of runs; default: ${DEFAULT-VALUE}.")
  private Path folder;

  /** For picocli, which sets the field. */
  @SuppressWarnings("NullAway.Init")
  public RunsFolder() {}

  /** {@return the folder} */
  public Path path() {
    return folder;
  }
}
