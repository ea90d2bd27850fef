package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says before a load what a run of its length can show at best: of a percentile, how many answers
 * may be beyond its limit so that it is shown to be kept.
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
   * @return a line for each gated percentile that is to be shown, of all query types and no window
   */
  public static List<String> lines(LoadProfile load, List<Slo> slos) {
    return slos.stream()
        .filter(slo -> slo.gated() && slo.confidence() > 0)
        .filter(slo -> slo.scope().windowSeconds() == 0 && slo.scope().label().isEmpty())
        .flatMap(slo ->
            slo.metric() instanceof Metric.Distribution metric
                    && metric.statistic() == Metric.Statistic.PERCENTILE
                ? Stream.of(line(slo, metric.percentile(), load))
                : Stream.empty())
        .toList();
  }

  private static String line(Slo slo, double percentile, LoadProfile load) {
    List<Phase> phases =
        load.phases().stream()
            .filter(phase -> phase.judged() && slo.scope().includesPhase(phase.name()))
            .toList();
    double seconds = phases.stream().mapToDouble(phase -> phase.duration().toNanos() / 1e9).sum();
    double answers = phases.stream().mapToDouble(Phase::expectedArrivals).sum();
    if (seconds < RatioInterval.FEWEST_SECONDS) {
      return "planned: too short for \"%s\": %s cannot show it, %s are the least; lengthen it"
          .formatted(
              slo.name(),
              Numbers.text(seconds, Unit.SECONDS),
              Numbers.text(RatioInterval.FEWEST_SECONDS, Unit.SECONDS));
    }
    double most = mostBeyond(answers, 1 - percentile / 100, slo.level());
    return most < 0
        ? "planned: too few for \"%s\": %s answers cannot show it, not if all are fast; raise qps or lengthen it"
            .formatted(slo.name(), Numbers.text(Math.rint(answers)))
        : "planned: \"%s\" is shown if at most %s of %s answers are slower than a limit, fewer where they come in bursts"
            .formatted(
                slo.name(),
                Numbers.text(100 * most, Unit.PERCENT),
                Numbers.text(Math.rint(answers)));
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
