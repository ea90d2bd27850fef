package io.hybridperf.suite.fault;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hybridperf.measurement.analysis.Recovery;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What counts as recovered, from {@code recovery} in the configuration.
 *
 * @param answers what a window's answers have to be like
 * @param windowSeconds how long a window is
 * @param limitSeconds the time after which what is not recovered is too late
 */
public record RecoveryTarget(Recovery.Target answers, double windowSeconds, double limitSeconds) {
  /** The metric that recovery times are judged as. */
  static final String METRIC = "recovery-time";

  /** The metric {@code recovery-time}. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          METRIC, Unit.SECONDS, "time until all is well after the slowest fault or burst");

  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Reads {@code recovery}.
   *
   * @throws UserError if a setting is missing or has no sense
   */
  public static RecoveryTarget of(Settings settings) {
    try {
      Config recovery = settings.config().getConfig("recovery");
      double window = recovery.getDuration("window").toNanos() / NANOS_PER_SECOND;
      if (window < 1) {
        throw new UserError(
            "recovery.window = %s: must be 1s or more, the interval of the logs"
                .formatted(recovery.getString("window")));
      }
      if (recovery.getDuration("limit").compareTo(recovery.getDuration("window")) < 0) {
        throw new UserError(
            "recovery.limit = %s: must be at least recovery.window, %s: no recovery is seen in less"
                .formatted(recovery.getString("limit"), recovery.getString("window")));
      }
      return new RecoveryTarget(
          new Recovery.Target(
              recovery.getDuration("p99").toNanos(),
              recovery.getDouble("error-rate"),
              recovery.getDouble("shed-rate"),
              recovery.getDouble("degraded-share")),
          window,
          recovery.getDuration("limit").toNanos() / NANOS_PER_SECOND);
    } catch (ConfigException e) {
      throw new UserError("config: recovery: " + e.getMessage());
    }
  }

  String inWords(OptionalDouble recovered, double observedSeconds) {
    return recovered.isPresent()
        ? String.format(Locale.ROOT, "within target again after %.0f s", recovered.getAsDouble())
        : String.format(
            Locale.ROOT, "NOT within target again in the %.0f s observed", observedSeconds);
  }

  Worst worst() {
    return new Worst();
  }

  /** The longest of several recovery times. */
  final class Worst {
    private double longest;
    private long count;
    private String unknown = "";

    /**
     * @param what what it was recovered from
     * @param recovered seconds; empty if that was not observed
     * @param observedSeconds how long it was looked for
     */
    void add(String what, OptionalDouble recovered, double observedSeconds) {
      count++;
      // Not recovered by the limit is too late, whatever came afterwards.
      longest =
          Math.max(
              longest, recovered.orElse(observedSeconds >= limitSeconds ? observedSeconds : 0));
      if (recovered.isEmpty() && observedSeconds < limitSeconds) {
        unknown =
            String.format(
                Locale.ROOT,
                "%s: not within target again in the %.0f s observed",
                what,
                observedSeconds);
      }
    }

    Findings tell(Findings found) {
      return longest < limitSeconds && !unknown.isEmpty()
          ? found.notMeasured(METRIC, unknown)
          : found.measured(METRIC, longest, count);
    }
  }
}
