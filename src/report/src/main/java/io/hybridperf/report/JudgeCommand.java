package io.hybridperf.report;

import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.verdict.StartsJson;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.measurement.verdict.VerdictTable;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.model.StartsJudgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Judges what a run's folder holds, also that of a run that was killed: by the settings the run
 * itself had, or others.
 */
@Command(
    name = "judge",
    description = {
      "Prints the verdict on a run, and writes verdict.json into its folder.",
      "A run that was killed is judged up to its last complete second, and called INCOMPLETE.",
      "A folder that is not as the run left it is INVALID.",
      "Of a folder of several runs (-Druns) each is judged, and all of them together."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  judge results/Burst-1",
      "  judge --gate target --allow-unsure results/Burst-1",
      "  judge --settings stricter.json results/Burst-1"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:PASS, or SHARE: one of several injectors, which kept its schedule",
      "2:FAIL, INCOMPLETE or INVALID, for a folder that is damaged too",
      "3:UNSURE: good enough by its values, but not shown to be (0 with --allow-unsure)",
      "64:a mistake in the command, or a folder that holds no run of this version"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
final class JudgeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_FOLDER", description = "A folder in results/.")
  private Path folder;

  // Fields are set by picocli.
  @SuppressWarnings("NullAway.Init")
  JudgeCommand() {}

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = {
        "Judge by the objectives and limits of another file than the run's own settings.json,",
        "as an edited copy of it."
      })
  private @Nullable Path otherSettings;

  @Option(
      names = "--gate",
      paramLabel = "TIER",
      description = {
        "Judge by another gate than the run's own: must-pass, target or stretch. verdict.json then",
        "has that verdict."
      })
  private @Nullable String otherGate;

  @Option(
      names = "--allow-unsure",
      description =
          "Status 0 for UNSURE too: good enough by its values is enough for whoever asks.")
  private boolean unsureIsAllowed;

  private Verdict judged(RunFolder run, @Nullable Tier gate) {
    if (StartsJudgement.isFor(run)) {
      StartsJudgement all = StartsJudgement.of(run, otherSettings, gate);
      StartsJson.write(all.verdict(), all.starts(), run);
      return all.verdict();
    }
    Verdict verdict = Judgement.of(run, otherSettings, gate).verdict();
    VerdictJson.write(verdict, run);
    return verdict;
  }

  @Override
  public Integer call() {
    RunFolder run = new RunFolder(folder);
    Tier gate = otherGate == null ? null : Tier.gate(otherGate);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is no folder: name the folder of a run");
    }
    try {
      // First, so that a folder that cannot be judged does not keep the verdict of before.
      Files.deleteIfExists(run.verdictJson());
      Verdict verdict = judged(run, gate);
      spec.commandLine().getOut().println(VerdictTable.of(verdict));
      return switch (verdict.status()) {
        case PASS, SHARE -> ExitStatus.GOOD;
        case UNSURE -> unsureIsAllowed ? ExitStatus.GOOD : ExitStatus.UNSURE;
        case FAIL, INVALID, INCOMPLETE -> ExitStatus.NOT_GOOD;
      };
    } catch (DamagedFile e) {
      spec.commandLine().getErr().println("report: INVALID " + e.getMessage());
      return ExitStatus.NOT_GOOD;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "%s cannot be replaced: %s".formatted(run.verdictJson(), e.getMessage()), e);
    }
  }
}
