package io.hybridperf.report.capacity;

import io.hybridperf.measurement.analysis.CapacityFindings;
import io.hybridperf.measurement.stats.UniversalScalability;
import io.hybridperf.report.cli.Plain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of a measured system is needed for a wanted rate, at 70 % of its capacity.
 *
 * <p>A capacity is known between the rate that was held and the one that was missed; what follows
 * from it has the same uncertainty. From runs with several numbers of GPUs the universal
 * scalability law is fitted, and used as far as it may be ({@link UniversalScalability}); its
 * uncertainty is how far leaving out one run moves it. Otherwise growth in proportion is assumed,
 * and said to be.
 */
final class CapacityPlan {
  private final double wanted;
  private final List<CapacityRun> runs;

  CapacityPlan(double wanted, List<CapacityRun> runs) {
    this.wanted = wanted;
    this.runs = runs.stream().filter(run -> run.held().isPresent()).toList();
  }

  private double needed() {
    return wanted / CapacityFindings.PRODUCTION_SHARE;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "plan for %s/s at %.0f %% of capacity: a capacity of %s/s",
            Plain.number(wanted),
            100 * CapacityFindings.PRODUCTION_SHARE,
            Plain.number(needed())));
    if (runs.isEmpty()) {
      lines.add("  no run held any rate: nothing to plan with");
      return lines;
    }
    for (CapacityRun run : runs) {
      lines.add("  " + Plain.line(run.name()) + ": " + replicas(run));
    }
    List<CapacityRun> withGpus =
        runs.stream()
            .filter(run -> run.gpus() > 0)
            .sorted(Comparator.comparingInt(CapacityRun::gpus))
            .toList();
    if (withGpus.isEmpty()) {
      lines.add(
          "  GPUs: NOT MEASURED, no run knows how many it had; configure gpu.metrics-url, or say --gpus");
    } else {
      lines.addAll(gpus(withGpus));
    }
    return lines;
  }

  /** Whole systems as the one that was measured, each on its own. */
  private String replicas(CapacityRun run) {
    double most = Math.ceil(needed() / run.held().orElseThrow() - 1e-9);
    // The rate that was missed is not held, so that the capacity is below it.
    double least = Double.isInfinite(run.below()) ? 1 : Math.ceil(needed() / run.below() - 1e-9);
    return "%s replicas of this system, if replicas do not slow each other down"
        .formatted(range(Math.min(least, most), most));
  }

  private List<String> gpus(List<CapacityRun> withGpus) {
    List<String> lines = new ArrayList<>();
    for (CapacityRun run : withGpus) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %d GPUs: %s/s held%s, %s/s each",
              run.gpus(),
              Plain.number(run.held().orElseThrow()),
              Double.isInfinite(run.below()) ? "" : ", " + Plain.number(run.below()) + "/s missed",
              Plain.number(run.held().orElseThrow() / run.gpus())));
    }
    Optional<UniversalScalability> law = law(withGpus);
    if (law.isPresent() && law.get().refusal().isEmpty()) {
      lines.add(byLaw(withGpus, law.get()));
    } else {
      lines.add(inProportion(withGpus, law));
    }
    return lines;
  }

  private static Optional<UniversalScalability> law(List<CapacityRun> some) {
    return UniversalScalability.fit(
        some.stream()
            .map(run -> new UniversalScalability.Point(run.gpus(), run.held().orElseThrow()))
            .toList());
  }

  private String byLaw(List<CapacityRun> withGpus, UniversalScalability law) {
    double most = UniversalScalability.REACH * law.highest();
    int best = fewest(law, most);
    int least = best;
    int worst = best;
    for (int n = 0; n < withGpus.size(); n++) {
      List<CapacityRun> others = new ArrayList<>(withGpus);
      others.remove(n);
      int other = law(others).map(each -> fewest(each, most)).orElse(0);
      least = other == 0 ? least : Math.min(least, other);
      worst = other == 0 || worst == 0 ? 0 : Math.max(worst, other);
    }
    if (best == 0) {
      return String.format(
          Locale.ROOT,
          "  GPUs: not within %.0f, twice what was measured, as far as the law may be read",
          most);
    }
    return String.format(
        Locale.ROOT,
        "  GPUs: %d by the scalability law (sigma %.3g, kappa %.3g, R^2 %.3f); %s when one run is left out",
        best,
        law.sigma(),
        law.kappa(),
        law.r2(),
        worst == 0
            ? String.format(Locale.ROOT, "%d or more than %.0f", least, most)
            : range(least, worst));
  }

  /** 0 if there is no such number up to the most that the law may be read at. */
  private int fewest(UniversalScalability law, double most) {
    for (int gpus = 1; gpus <= most; gpus++) {
      if (law.throughput(gpus) >= needed()) {
        return gpus;
      }
    }
    return 0;
  }

  private String inProportion(List<CapacityRun> withGpus, Optional<UniversalScalability> law) {
    double worst =
        withGpus.stream()
            .mapToDouble(run -> run.held().orElseThrow() / run.gpus())
            .min()
            .orElseThrow();
    double best =
        withGpus.stream().mapToDouble(run -> run.below() / run.gpus()).max().orElseThrow();
    double most = Math.ceil(needed() / worst - 1e-9);
    double least = Double.isInfinite(best) ? 1 : Math.ceil(needed() / best - 1e-9);
    return "  GPUs: %s if capacity grows in proportion to them, which is an assumption (%s)"
        .formatted(
            range(Math.min(least, most), most),
            law.flatMap(UniversalScalability::refusal)
                .orElse("runs with three numbers of GPUs and more would show how it grows"));
  }

  private static String range(double least, double most) {
    return least == most
        ? String.format(Locale.ROOT, "%.0f", most)
        : String.format(Locale.ROOT, "%.0f to %.0f", least, most);
  }
}
