package io.hybridperf.report.capacity;

import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.cli.Rate;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.Likeness;
import io.hybridperf.report.runs.RunFolders;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what systems hold, and plans with it. */
@Command(
    name = "capacity",
    description = {
      "Shows what systems hold, and what a wanted rate needs.",
      "Of runs of -Dsimulation=Capacity: latency by rate, the capacity with its bounds, the knee, the fit of",
      "the scalability law, 70 %% of it to plan production with; and how many replicas or GPUs a rate needs.",
      "A run whose generator was its bound knows a lower bound only."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  capacity results/Capacity-1",
      "  capacity --qps 15000 --gpus 50,100,200 results/on-50 results/on-100 results/on-200"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:every run found a capacity",
      "2:one held no rate, or is INVALID: nothing can be planned with it",
      "64:a mistake in the command, a damaged folder, or a run that searched for no capacity"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class CapacityCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_FOLDER", arity = "1..*", description = "Folders in results/.")
  private List<Path> folders;

  @Option(
      names = "--qps",
      paramLabel = "RATE",
      converter = Rate.class,
      description = "Plan for so many requests a second.")
  private double wanted;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      split = ",",
      description = "How many GPUs each run's system had; default: what the run recorded.")
  private List<Integer> gpus = new ArrayList<>();

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public CapacityCommand() {}

  @Override
  public Integer call() {
    if (!gpus.isEmpty() && gpus.size() != folders.size()) {
      throw new IllegalArgumentException(
          "--gpus names %s numbers for %s runs: name one for each"
              .formatted(gpus.size(), folders.size()));
    }
    if (gpus.stream().anyMatch(each -> each < 1)) {
      throw new IllegalArgumentException("--gpus must be more than 0");
    }
    List<CapacityRun> sound = new ArrayList<>();
    boolean all = true;
    for (int n = 0; n < folders.size(); n++) {
      CapacityRun run = CapacityRun.of(RunFolders.judged(folders.get(n)));
      if (!gpus.isEmpty()) {
        run = run.withGpus(gpus.get(n));
      }
      boolean counts = show(run);
      all &= counts;
      if (counts) {
        sound.add(run);
      }
    }
    if (wanted > 0) {
      new CapacityPlan(wanted, sound).lines().forEach(spec.commandLine().getOut()::println);
    }
    return all ? ExitStatus.GOOD : ExitStatus.NOT_GOOD;
  }

  /** Whether it can be planned with. */
  private boolean show(CapacityRun run) {
    PrintWriter out = spec.commandLine().getOut();
    Judgement judgement = run.judgement();
    out.println(
        Plain.line(
            "%s: %s on %s, scale %s, revision %s"
                .formatted(
                    run.name(),
                    judgement.info().simulation(),
                    judgement.info().environment(),
                    judgement.info().scale(),
                    Likeness.revision(judgement.info()))));
    if (judgement.info().scale() != 1) {
      out.println(
          "  SCALED: rates are those of this system, which was asked for a share of the load");
    }
    boolean invalid = judgement.verdict().status() == VerdictStatus.INVALID;
    if (invalid) {
      out.println("  INVALID: " + Plain.line(judgement.verdict().reasons().getFirst()));
    }
    run.findings().lines().forEach(line -> out.println("  " + Plain.line(line)));
    out.println();
    return !invalid && run.held().isPresent();
  }
}
