package io.hybridperf.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.measurement.verdict.VerdictTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Judges what a run's folder holds, also that of a run that was killed: by the settings the run
 * itself had, which may be edited before.
 */
@Command(
    name = "judge",
    description = {
      "Prints the verdict on a run, and writes verdict.json into its folder.",
      "A run that was killed is judged up to its last complete second, and called INCOMPLETE."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:PASS", "2:any other verdict", "64:a mistake in the command or the folder"},
    exitCodeOnInvalidInput = Main.MISTAKE)
final class JudgeCommand implements Callable<Integer> {
  private static final int NOT_PASSED = 2;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_FOLDER", description = "A folder in results/.")
  private Path folder;

  // Fields are set by picocli.
  @SuppressWarnings("NullAway.Init")
  JudgeCommand() {}

  @Override
  public Integer call() {
    Config settings = settings();
    RunFolder run = new RunFolder(folder);
    Verdict verdict =
        Judge.judge(
            RunLog.read(run),
            Slos.from(settings),
            AuditLimits.from(settings),
            Findings.readFrom(run).metrics());
    VerdictJson.write(verdict, run);
    spec.commandLine().getOut().println(VerdictTable.of(verdict));
    return verdict.passed() ? 0 : NOT_PASSED;
  }

  /** What the run was started with. */
  private Config settings() {
    Path file = folder.resolve("settings.json");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + " does not exist: name the folder of a run, for example one in results/");
    }
    try {
      return ConfigFactory.parseFile(file.toFile());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          file
              + " cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }
}
