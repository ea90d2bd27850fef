package io.hybridperf.report;

import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.model.RunReport;
import io.hybridperf.report.model.StartsJudgement;
import io.hybridperf.report.page.ReportFiles;
import io.hybridperf.report.page.StartsFiles;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the pages of runs. */
@Command(
    name = "report",
    description = {
      "Judges runs and writes their pages into their folders: index.html, static.html for where scripts are",
      "blocked, performance-report.md, junit.xml, metrics.csv, pictures. A run does this by itself at its end.",
      "Of a folder of several runs (-Druns): one page for all of them; those of each are written for its own folder.",
      "Of a folder that is damaged what can be saved is shown, as such; it is never a PASS."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  report results/Burst-1", "  report --no-pictures results/Burst-1 results/Burst-2"},
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:the pages are written, whatever the verdicts",
      "2:of a run that is damaged not even a page can be written",
      "64:a mistake in the command, or a folder that holds no run of this version"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
final class ReportCommand implements Callable<Integer> {
  private static final int NO_PAGE = 2;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_FOLDER", arity = "1..*", description = "Folders in results/.")
  private List<Path> folders;

  @Option(
      names = "--no-pictures",
      description = "Leave out static.html and the pictures, which take some seconds.")
  private boolean noPictures;

  // Fields are set by picocli.
  @SuppressWarnings("NullAway.Init")
  ReportCommand() {}

  @Override
  public Integer call() {
    int status = 0;
    for (Path folder : folders) {
      status = Math.max(status, write(new RunFolder(folder)));
    }
    return status;
  }

  private int write(RunFolder run) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (StartsJudgement.isFor(run)) {
        StartsJudgement all = StartsJudgement.of(run, null, null);
        out.println("%s: %s".formatted(all.verdict().status(), StartsFiles.write(all)));
        out.flush();
        return 0;
      }
      RunReport report = RunReport.read(run);
      ReportFiles files = new ReportFiles(report);
      out.println("%s: %s".formatted(report.verdict().status(), files.writePage()));
      out.flush();
      if (!noPictures) {
        files.writePictures();
      }
      return 0;
    } catch (DamagedFile e) {
      spec.commandLine().getErr().println("report: INVALID " + e.getMessage());
      return NO_PAGE;
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "%s cannot be written to: %s".formatted(run.path(), e.getMessage()), e);
    }
  }
}
