package io.hybridperf.report;

import io.hybridperf.report.capacity.CapacityCommand;
import io.hybridperf.report.checklist.ChecklistCommand;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.compare.CompareCommand;
import io.hybridperf.report.export.ExportCommand;
import io.hybridperf.report.history.HistoryCommand;
import io.hybridperf.report.merge.MergeCommand;
import io.hybridperf.report.serve.ServeCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. A mistake of its user is one line on standard error and status 64. */
@Command(
    name = "report",
    description = "Judges, compares and shows recorded runs.",
    subcommands = {
      JudgeCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      HistoryCommand.class,
      ExportCommand.class,
      MergeCommand.class,
      CapacityCommand.class,
      ChecklistCommand.class,
      ServeCommand.class,
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mvn -q -Dreport=\"judge results/Burst-1\"       from the project's root",
      "  mvn -q -Dreport=\"compare --help\"              of every command, with examples",
      "  java -jar hybrid-perf-report.jar history       anywhere"
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class Main {

  /** So that an example is one line, to be copied. */
  private static final int HELP_WIDTH = 120;

  private Main() {}

  /**
   * Runs one command and ends the JVM with its status.
   *
   * @param arguments a command and what it asks for
   */
  public static void main(String[] arguments) {
    Charset console = System.out.charset();
    System.exit(
        run(
            new PrintWriter(System.out, true, console),
            new PrintWriter(System.err, true, console),
            arguments));
  }

  /**
   * The commands with their options, for whoever checks a line before it is run.
   *
   * @return a parser of its own
   */
  public static CommandLine commandLine() {
    return new CommandLine(new Main()).setUsageHelpWidth(HELP_WIDTH);
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine()
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((mistake, _) -> {
          err.println("report: " + mistake.getMessage() + "; try --help");
          return ExitStatus.MISTAKE;
        })
        .setExecutionExceptionHandler((failure, _, _) -> {
          // Thrown for folders and files that are not what they should be, in one line.
          if (failure instanceof IllegalArgumentException) {
            err.println("report: " + failure.getMessage());
            return ExitStatus.MISTAKE;
          }
          if (failure instanceof UncheckedIOException e) {
            err.println(
                "report: %s: %s; name another file or folder"
                    .formatted(Plain.line(String.valueOf(e.getMessage())), reason(e.getCause())));
            return ExitStatus.MISTAKE;
          }
          throw failure;
        })
        .execute(arguments);
  }

  private static String reason(@Nullable IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such folder"
        : e instanceof AccessDeniedException
            ? "that is not allowed"
            : e == null ? "why is not known" : Plain.line(String.valueOf(e.getMessage()));
  }
}
