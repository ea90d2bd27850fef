package io.hybridperf.report.compare;

import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.Likeness;
import io.hybridperf.report.runs.RunFolders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds runs against the first of them. */
@Command(
    name = "compare",
    description = {
      "Holds runs against the first of them, and finds regressions.",
      "Response times, throughput, errors, recall and stages, of the whole run, each phase and each query",
      "type, with 95 %% intervals and what is significant.",
      "Writes comparison-report.md, comparison.json, and comparison.html with the runs' charts over each other."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  compare results/Burst-1 results/Burst-2",
      "  compare --threshold 5%% --threshold recall=0.5%% results/base results/new-1 results/new-2",
      "  compare --anyway results/on-hybrid results/on-neo4j --out target/comparison"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:no regression",
      "2:a regression in any of the runs",
      "64:a mistake in the command, a damaged folder, or runs that are not alike"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN_FOLDER",
      arity = "2..*",
      description = "Folders in results/; the others are held against the first.")
  private List<Path> folders;

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      description = {
        "How much worse is a regression, if it is significant: 5%%, or of some metrics",
        "response-time-p99=10%% or recall=0.5%%; may be repeated. Default: 3%%, and recall=1%%."
      })
  private List<String> thresholds = new ArrayList<>();

  @Option(
      names = "--anyway",
      description = {
        "Compare runs that are not alike, or are INVALID or INCOMPLETE, and say so in the report."
      })
  private boolean anyway;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where comparison-report.md and the others go; default: the last run's.")
  private Path out;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public CompareCommand() {}

  @Override
  public Integer call() {
    Thresholds limits = Thresholds.parse(thresholds);
    refuseTwice();
    List<Judgement> runs = folders.stream().map(RunFolders::judged).toList();
    List<String> names =
        Comparisons.distinct(
            folders.stream().map(RunFolders::of).map(RunFolders::name).toList(),
            folders.stream().map(Path::toString).toList());
    List<String> caveats = caveats(runs, names);
    if (!caveats.isEmpty() && !anyway) {
      throw new IllegalArgumentException(
          "%s%s; --anyway compares them and says so"
              .formatted(
                  caveats.getFirst(),
                  caveats.size() > 1 ? " (and %s more)".formatted(caveats.size() - 1) : ""));
    }
    Comparisons all =
        new Comparisons(
            names,
            runs.stream()
                .skip(1)
                .map(run -> Comparison.of(runs.getFirst().log(), run.log(), limits))
                .toList(),
            limits,
            caveats);
    spec.commandLine().getOut().println(all.text());
    write(all, runs.stream().map(Judgement::log).toList());
    return all.hasRegression() ? ExitStatus.NOT_GOOD : ExitStatus.GOOD;
  }

  /** A run is like itself. */
  private void refuseTwice() {
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      if (!seen.add(folder.toAbsolutePath().normalize())) {
        throw new IllegalArgumentException("%s is named twice: leave one out".formatted(folder));
      }
    }
    if (out != null && out.toString().isBlank()) {
      throw new IllegalArgumentException("--out is empty: name a folder, or leave it out");
    }
  }

  private void write(Comparisons all, List<RunLog> logs) {
    Path folder = out == null ? folders.getLast() : out;
    try {
      Files.createDirectories(folder);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("--out=%s cannot be made".formatted(folder), e);
    }
    Path report = folder.resolve("comparison-report.md");
    Json.write(report, all.markdown().getBytes(StandardCharsets.UTF_8));
    Json.write(folder.resolve("comparison.json"), all.json());
    Path page = folder.resolve("comparison.html");
    all.page(logs).write(page);
    spec.commandLine().getOut().println("written: " + report + ", " + page);
  }

  private static List<String> caveats(List<Judgement> runs, List<String> names) {
    List<String> caveats = new ArrayList<>();
    Map<String, String> first = Likeness.traits(runs.getFirst().info());
    for (int n = 0; n < runs.size(); n++) {
      String name = Plain.line(names.get(n));
      for (String line : Likeness.differences(first, Likeness.traits(runs.get(n).info()))) {
        caveats.add("%s is not like %s: %s".formatted(name, Plain.line(names.getFirst()), line));
      }
      Verdict verdict = runs.get(n).verdict();
      if (verdict.status() == VerdictStatus.INVALID
          || verdict.status() == VerdictStatus.INCOMPLETE) {
        caveats.add(
            Plain.line(
                "%s is %s: %s".formatted(name, verdict.status(), verdict.reasons().getFirst())));
      }
    }
    return caveats;
  }
}
