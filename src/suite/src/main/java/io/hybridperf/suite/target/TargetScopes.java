package io.hybridperf.suite.target;

import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.suite.settings.UserError;
import java.util.List;

/** Objectives on one of several targets. */
public final class TargetScopes {
  private TargetScopes() {}

  /**
   * Looks whether there is such a target, and whether what is asked is recorded by target.
   *
   * @param slos the objectives
   * @param targets as they were given
   * @throws UserError with one line for the first that could not be measured
   */
  public static void check(List<Slo> slos, List<String> targets) {
    for (Slo slo : slos) {
      String target = slo.scope().target();
      if (target.isEmpty()) {
        continue;
      }
      if (targets.size() < 2) {
        throw refused(slo, "this run has one target, and all of it is that: leave 'target:' out");
      }
      if (!targets.contains(target)) {
        throw refused(slo, "this run has no such target; " + DidYouMean.hint(targets, target));
      }
      if (!isByTarget(slo.metric())) {
        throw refused(
            slo,
            "'%s' is not recorded by target; response times, error and shed rate and throughput are"
                .formatted(slo.metric().name()));
      }
    }
  }

  private static boolean isByTarget(Metric metric) {
    return switch (metric) {
      case Metric.Distribution times -> times.series().equals(Series.RESPONSE_TIME);
      case Metric.ErrorRate _, Metric.ShedRate _, Metric.Throughput _ -> true;
      case Metric.External _ -> false;
    };
  }

  private static UserError refused(Slo slo, String why) {
    return new UserError("slos.\"%s\".scope = \"%s\": %s".formatted(slo.name(), slo.scope(), why));
  }
}
