package io.hybridperf.report.checklist;

import io.hybridperf.report.checklist.Line.State;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.Rate;
import io.hybridperf.report.cli.RunsFolder;
import io.hybridperf.report.runs.RecordedRun;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the list of what has to be shown before a deployment. */
@Command(
    name = "checklist",
    description = {
      "Prints what has to be shown before a deployment.",
      "Each line has the run, the value and the interval that show it, or says NOT MEASURED and how to measure",
      "it. Of each simulation the latest run counts that is whole, valid, complete and at the full scale; it is",
      "judged anew from its logs. The embedded stack is nothing that is deployed: its runs count with",
      "--env embedded alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  checklist", "  checklist --env staging --qps 7000 /var/lib/jenkins/results"},
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:every line is MET",
      "2:a line is NOT MET or NOT MEASURED",
      "3:every line is MET or UNSURE",
      "64:a mistake in the command"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class ChecklistCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RunsFolder runs;

  @Option(
      names = "--env",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Count runs of this environment alone; default: all but embedded.")
  private String environment;

  @Option(
      names = "--qps",
      paramLabel = "RATE",
      converter = Rate.class,
      defaultValue = "7000",
      description = "What production is to hold; default: ${DEFAULT-VALUE}.")
  private double planned;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "The checkout, for dashboards, alerts and runbooks; default: here.")
  private Path root;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public ChecklistCommand() {}

  @Override
  public Integer call() {
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException(
          "--root=%s is no folder: name the checkout".formatted(root));
    }
    Evidence evidence = new Evidence(RecordedRun.in(runs.path()), environment);
    List<Line> lines = new ArrayList<>(new RunLines(evidence).all());
    lines.addAll(new WatchLines(root).all());
    lines.addAll(new CapacityLines(evidence, planned).all());
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(line -> out.println(line.text()));
    long met = count(lines, State.MET);
    long unsure = count(lines, State.UNSURE);
    out.println("%s of %s lines are met".formatted(met, lines.size()));
    return met == lines.size()
        ? ExitStatus.GOOD
        : met + unsure == lines.size() ? ExitStatus.UNSURE : ExitStatus.NOT_GOOD;
  }

  private static long count(List<Line> lines, State state) {
    return lines.stream().filter(line -> line.state() == state).count();
  }
}
