package io.hybridperf.report.history;

import io.hybridperf.measurement.files.Json;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.RunsFolder;
import io.hybridperf.report.runs.RecordedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how the numbers of runs that are alike changed over time. */
@Command(
    name = "history",
    description = {
      "Shows how numbers changed over all runs that are alike.",
      "Each objective's value, and the run and git revision from which on its level changed (E-divisive",
      "with t tests, as Apache Otava). INVALID and INCOMPLETE runs and those that are like no others are",
      "left out, and said to be.",
      "Reads run.json and verdict.json, not the logs: judge a folder that you do not trust."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  history",
      "  history --least-change 5%% --json target/history.json /var/lib/jenkins/results"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:no number got worse lately",
      "2:one got worse within the last runs, see --recent",
      "64:a mistake in the command"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class HistoryCommand implements Callable<Integer> {

  private static final double MOST_PERCENT = 1_000;

  @Spec private CommandSpec spec;

  @Mixin private RunsFolder runs;

  @Option(
      names = "--p-value",
      paramLabel = "P",
      defaultValue = "0.0005",
      description = "What the p-value of a change must be below; default: ${DEFAULT-VALUE}.")
  private double level;

  @Option(
      names = "--least-change",
      paramLabel = "PERCENT",
      defaultValue = "2",
      description = "Smaller changes are not named; default: ${DEFAULT-VALUE} %%.")
  private String leastChange;

  @Option(
      names = "--recent",
      paramLabel = "RUNS",
      defaultValue = "10",
      description =
          "A change for the worse that is younger is status 2; default: ${DEFAULT-VALUE}.")
  private int recent;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write all of it to a file.")
  private @Nullable Path json;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public HistoryCommand() {}

  @Override
  public Integer call() {
    if (!(level > 0 && level <= 0.05)) {
      throw new IllegalArgumentException(
          "--p-value=%s must be more than 0 and at most 0.05".formatted(level));
    }
    if (recent < 1) {
      throw new IllegalArgumentException("--recent=%s must be at least 1".formatted(recent));
    }
    History history = History.of(RecordedRun.in(runs.path()), level, least());
    HistoryText.lines(history).forEach(spec.commandLine().getOut()::println);
    if (json != null) {
      Json.write(json, HistoryText.json(history));
    }
    List<MetricHistory> all =
        history.series().stream().flatMap(series -> series.metrics().stream()).toList();
    return all.stream().anyMatch(metric -> metric.gotWorseInTheLast(recent))
        ? ExitStatus.NOT_GOOD
        : ExitStatus.GOOD;
  }

  private double least() {
    String text = leastChange.strip();
    try {
      double percent =
          Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
      if (percent >= 0 && percent <= MOST_PERCENT) {
        return percent / 100;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--least-change=%s: expected a percentage as 2%%, at most 1000%%".formatted(leastChange));
  }
}
