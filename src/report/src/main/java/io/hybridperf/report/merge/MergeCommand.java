package io.hybridperf.report.merge;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.measurement.verdict.VerdictTable;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.RunFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes one run of several injectors' folders, and judges it once. */
@Command(
    name = "merge",
    description = {
      "Makes one run of several injectors' folders, and judges it once.",
      "Nothing is lost: histograms and counters of every second are the sums of the injectors'. Folders of",
      "different plans or settings, of another start, and a folder that came twice are refused; an injector",
      "(-Dinjector=i/N) that is missing or was cut short, late or with a wrong clock makes the run INVALID."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  merge from-host-1/Burst-1 from-host-2/Burst-1 from-host-3/Burst-1 --out results"},
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:PASS",
      "2:FAIL, INCOMPLETE or INVALID",
      "3:UNSURE",
      "64:a mistake in the command, or folders that are damaged or do not belong together"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class MergeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_FOLDER", arity = "1..*", description = "One of each injector.")
  private List<Path> folders;

  @Option(
      names = "--allow-missing",
      description = "Judge the load without the shares of injectors that were lost.")
  private boolean allowMissing;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "In which the merged run's folder is made; default: beside the first.")
  private @Nullable Path out;

  @Option(
      names = "--run-folder",
      paramLabel = "FOLDER",
      description = "The merged run's folder itself, where its name shall be known before.")
  private @Nullable Path runFolder;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public MergeCommand() {}

  @Override
  public Integer call() {
    Merger merger = new Merger(folders.stream().map(RunFolders::judged).map(Part::of).toList());
    RunFolder folder =
        merger.into(runFolder == null ? folder(merger) : empty(runFolder), allowMissing);
    Judgement judgement = Judgement.of(folder);
    VerdictJson.write(judgement.verdict(), folder);
    PrintWriter writer = spec.commandLine().getOut();
    judgement.findings().lines().forEach(line -> writer.println(Plain.line(line)));
    writer.println(VerdictTable.of(judgement.verdict()));
    writer.println("merged: " + folder.path());
    return switch (judgement.verdict().status()) {
      case PASS -> ExitStatus.GOOD;
      case UNSURE -> ExitStatus.UNSURE;
      case FAIL, INVALID, INCOMPLETE, SHARE -> ExitStatus.NOT_GOOD;
    };
  }

  private RunFolder folder(Merger merger) {
    return merger.folderIn(
        out == null
            ? Objects.requireNonNull(folders.getFirst().toAbsolutePath().normalize().getParent())
            : out);
  }

  private static RunFolder empty(Path folder) {
    try (Stream<Path> there = Files.list(Files.createDirectories(folder))) {
      if (there.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "--run-folder %s: is not empty; name a folder that is not there".formatted(folder));
      }
      return new RunFolder(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--run-folder %s: cannot be made: %s".formatted(folder, e.getMessage()), e);
    }
  }
}
