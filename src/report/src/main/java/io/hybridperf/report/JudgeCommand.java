package io.hybridperf.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.measurement.verdict.VerdictTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      "A folder that is not as the run left it is INVALID."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:PASS",
      "2:any other verdict, INVALID for a folder that is damaged among them",
      "64:a mistake in the command, or a folder that holds no run of this version"
    },
    exitCodeOnInvalidInput = Main.MISTAKE)
final class JudgeCommand implements Callable<Integer> {
  private static final int NOT_PASSED = 2;

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

  @Override
  public Integer call() {
    RunFolder run = new RunFolder(folder);
    if (!Files.exists(run.runJson())) {
      throw new IllegalArgumentException(
          run.runJson() + " does not exist: name the folder of a run, for example one in results/");
    }
    try {
      // First, so that a folder that cannot be judged does not keep the verdict of before.
      Files.deleteIfExists(run.verdictJson());
      Verdict verdict = judge(run);
      VerdictJson.write(verdict, run);
      spec.commandLine().getOut().println(VerdictTable.of(verdict));
      return verdict.passed() ? 0 : NOT_PASSED;
    } catch (DamagedFile e) {
      spec.commandLine().getErr().println("report: INVALID " + e.getMessage());
      return NOT_PASSED;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "%s cannot be replaced: %s".formatted(run.verdictJson(), e.getMessage()), e);
    }
  }

  private Verdict judge(RunFolder run) {
    RunLog log = RunLog.read(run);
    if (log.damage().isPresent()) {
      return Judge.judge(log, List.of(), AuditLimits.DEFAULT, ExternalMetrics.none());
    }
    Config settings =
        otherSettings == null ? settings(run.settingsJson()) : theUsers(otherSettings);
    return Judge.judge(
        log, Slos.from(settings), AuditLimits.from(settings), Findings.readFrom(run).metrics());
  }

  private static Config theUsers(Path file) {
    try {
      return settings(file);
    } catch (DamagedFile e) {
      throw new IllegalArgumentException("--settings=%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Checked as JSON first, since the library that reads settings has no bounds. */
  private static Config settings(Path file) {
    var _ = Json.read(file, JsonNode.class);
    try {
      return ConfigFactory.parseString(
          CheckedFile.text(file), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    } catch (ConfigException e) {
      throw new DamagedFile(file, String.valueOf(e.getMessage()));
    }
  }
}
