package io.hybridperf.report.serve;

import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.RunsFolder;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows all runs in a browser. */
@Command(
    name = "serve",
    description = {
      "Shows all runs and their pages to browsers on this machine.",
      "Until Ctrl-C. Reads and never writes; other machines cannot reach it (ssh -L 8099:127.0.0.1:8099 can)."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  serve", "  serve --port 0 /var/lib/jenkins/results"},
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "64:a mistake in the command, as a port that is taken",
      "130:ended by Ctrl-C, as it should"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class ServeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RunsFolder runs;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8099",
      description = "0 for any that is free; default: ${DEFAULT-VALUE}.")
  private int port;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--port=%s must be 0 to 65535".formatted(port));
    }
    try (RunServer server = RunServer.start(runs.path(), port)) {
      spec.commandLine()
          .getOut()
          .println("runs in %s: %s (Ctrl-C ends it)".formatted(runs.path(), server.address()));
      new CountDownLatch(1).await();
    }
    return ExitStatus.GOOD;
  }
}
