package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Threshold;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says before a load what a run of its length can show at best: of a percentile, how many answers
 * may be beyond its limit so that it is shown to be kept; of a share of errors or refusals, whether
 * none at all would show it; and where it can show nothing, what would.
 *
 * <p>Answers are taken for independent, which is the best case: where they come in bursts, a run
 * shows less, and its verdict says how much longer one would do.
 */
public final class HowLong {
  private HowLong() {}

  /**
   * What a load can show.
   *
   * @param load all that is planned
   * @param slos the objectives
   * @param gate the tier that they have to reach
   * @return a line for each gated percentile that is to be shown, and for each gated share that
   *     cannot be; of all query types and no window
   */
  public static List<String> lines(LoadProfile load, List<Slo> slos, Tier gate) {
    return slos.stream()
        .filter(slo -> slo.gated() && slo.confidence() > 0)
        .filter(slo -> slo.scope().windowSeconds() == 0 && slo.scope().label().isEmpty())
        .filter(slo -> slo.scope().target().isEmpty())
        .flatMap(slo ->
            switch (slo.metric()) {
              case Metric.Distribution metric
                  when metric.statistic() == Metric.Statistic.PERCENTILE ->
                  Stream.of(percentile(slo, metric.percentile(), Judged.of(slo, load)));
              case Metric.ErrorRate _, Metric.ShedRate _ ->
                  share(slo, gate, Judged.of(slo, load)).stream();
              default -> Stream.empty();
            })
        .toList();
  }

  /** The part of a load that an objective looks at. */
  private record Judged(double seconds, double answers) {
    static Judged of(Slo slo, LoadProfile load) {
      List<Phase> phases =
          load.phases().stream()
              .filter(phase -> phase.judged() && slo.scope().includesPhase(phase.name()))
              .toList();
      return new Judged(
          phases.stream().mapToDouble(phase -> phase.duration().toNanos() / 1e9).sum(),
          phases.stream().mapToDouble(Phase::expectedArrivals).sum());
    }

    /** What would do, where so many answers are needed. */
    String remedy(long needed) {
      return "%s would, which is %s at this rate, or %s times the rate"
          .formatted(
              needed,
              Numbers.text(Math.ceil(seconds * needed / answers), Unit.SECONDS),
              Numbers.text(Math.ceil(100 * needed / answers) / 100));
    }
  }

  private static String percentile(Slo slo, double percentile, Judged judged) {
    if (judged.seconds < RatioInterval.FEWEST_SECONDS) {
      return "planned: too short for \"%s\": %s cannot show it, %s are the least; lengthen it"
          .formatted(
              slo.name(),
              Numbers.text(judged.seconds, Unit.SECONDS),
              Numbers.text(RatioInterval.FEWEST_SECONDS, Unit.SECONDS));
    }
    double share = 1 - percentile / 100;
    double most = mostBeyond(judged.answers, share, slo.level());
    return most < 0
        ? "planned: too few for \"%s\": %s answers cannot show it, not if all are fast; %s"
            .formatted(
                slo.name(),
                Numbers.text(Math.rint(judged.answers)),
                judged.remedy(fewestAnswers(share, slo.level())))
        : "planned: \"%s\" is shown if at most %s of %s answers are slower than a limit, fewer where they come in bursts"
            .formatted(
                slo.name(),
                Numbers.text(100 * most, Unit.PERCENT),
                Numbers.text(Math.rint(judged.answers)));
  }

  /** Nothing, where none at all would show it; and of a limit of 0, which is counted. */
  private static Optional<String> share(Slo slo, Tier gate, Judged judged) {
    Threshold threshold = slo.threshold(slo.required(gate), 1).orElseThrow();
    double limit = slo.unit().convert(threshold.limit(), Unit.RATIO);
    if (limit <= 0 || limit >= 1 || !(judged.answers > 0)) {
      return Optional.empty();
    }
    long needed = fewestAnswers(limit, slo.level());
    return judged.answers >= needed
        ? Optional.empty()
        : Optional.of(
            "planned: too few for \"%s\": %s answers cannot show %s, not if there is none; %s"
                .formatted(
                    slo.name(),
                    Numbers.text(Math.rint(judged.answers)),
                    threshold,
                    judged.remedy(needed)));
  }

  /**
   * {@return of how many independent answers none has to be so that a share is shown to be below
   * another} The upper end of none among n is {@code 1 - outside^(1/n)} (Clopper and Pearson).
   */
  static long fewestAnswers(double share, double level) {
    return (long) Math.floor(Math.log((1 - level) / 2) / Math.log1p(-share)) + 1;
  }

  /** The largest share of so many independent answers that is shown to be below another; or -1. */
  static double mostBeyond(double answers, double share, double level) {
    long low = -1;
    for (long high = (long) Math.ceil(answers * share) + 1; high - low > 1; ) {
      long middle = (low + high) >>> 1;
      Second counted = new Second(middle, answers);
      boolean shown =
          RatioInterval.share(List.of(Collections.singletonList(counted)), level)
              .map(ends -> ends.high() < share)
              .orElse(false);
      low = shown ? middle : low;
      high = shown ? high : middle;
    }
    return low < 0 ? -1 : low / answers;
  }
}
