package io.hybridperf.measurement.slo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.measurement.run.LoggedInterval;
import java.time.Duration;
import java.util.List;

/**
 * How far the load generator may depart from its schedule before its numbers say nothing about the
 * system.
 *
 * @param p99Lag the p99 of the dispatch lag, and its median, may always be this
 * @param lagShare and this share of the same percentile of the service time, 0 to 1: what is late
 *     is part of the response time, so the lag is held against what it is part of
 * @param lateAfter a request sent later than this after its planned time is late
 * @param maxLateShare the share of late requests may not exceed this, 0 to 1
 * @param maxEarlyShare the share of requests sent more than 1 ms early may not exceed this, 0 to 1
 * @param maxUnsentShare the share of planned arrivals for which nothing was sent may not exceed
 *     this, 0 to 1; looked at only when the run reached its end
 * @param startLate how far from the agreed instant one of several injectors may begin
 * @param clockOffset how far its clock may be from that of injector 1
 */
public record AuditLimits(
    Duration p99Lag,
    double lagShare,
    Duration lateAfter,
    double maxLateShare,
    double maxEarlyShare,
    double maxUnsentShare,
    Duration startLate,
    Duration clockOffset) {

  private static final Duration LONGEST = Duration.ofNanos(LoggedInterval.MAX_VALUE);

  /**
   * 1 ms or a fifth of the service time; at most 1 % later than 10 ms, 1 % early, 1 % unsent; of
   * several injectors, start and clock at most 100 ms apart.
   */
  public static final AuditLimits DEFAULT =
      new AuditLimits(
          Duration.ofMillis(1),
          0.2,
          Duration.ofMillis(10),
          0.01,
          0.01,
          0.01,
          Duration.ofMillis(100),
          Duration.ofMillis(100));

  private static final String PATH = "audit";
  private static final List<String> KEYS = Known.keys("audit");

  /**
   * @throws IllegalArgumentException if a duration is not positive, a share not within 0 to 1, or a
   *     limit one that every generator keeps
   */
  public AuditLimits {
    requirePositive("p99-lag", p99Lag);
    requireShare("lag-share", lagShare);
    requirePositive("late-after", lateAfter);
    requireLimit("max-late-share", maxLateShare);
    requireLimit("max-early-share", maxEarlyShare);
    requireLimit("max-unsent-share", maxUnsentShare);
    requireRecordable("p99-lag", p99Lag);
    requireRecordable("late-after", lateAfter);
    requirePositive("start-late", startLate);
    requirePositive("clock-offset", clockOffset);
  }

  /**
   * How late requests may be.
   *
   * @param serviceNanos how long they took, at the same percentile as the lag
   * @return nanoseconds
   */
  public long lagNanos(long serviceNanos) {
    return Math.max(
        p99Lag.toNanos(), Math.min(Math.round(lagShare * serviceNanos), lateAfter.toNanos()));
  }

  private static void requirePositive(String key, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "audit.%s = %s must be longer than zero".formatted(key, duration));
    }
  }

  private static void requireShare(String key, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "audit.%s = %s must be between 0 and 1".formatted(key, share));
    }
  }

  private static void requireLimit(String key, double share) {
    requireShare(key, share);
    if (share == 1) {
      throw new IllegalArgumentException(
          "audit.%s = %s is kept by every generator: set a limit that can be passed"
              .formatted(key, share));
    }
  }

  /** A longer lag is recorded as the longest one, so that no limit above is ever passed. */
  private static void requireRecordable(String key, Duration duration) {
    if (duration.compareTo(LONGEST) >= 0) {
      throw new IllegalArgumentException(
          "audit.%s = %s is kept by every generator: set a limit below %s s, the longest lag that is recorded"
              .formatted(key, duration, LONGEST.toSeconds()));
    }
  }

  /**
   * Reads the object {@code audit}, with the keys {@code p99-lag}, {@code lag-share}, {@code
   * late-after}, {@code max-late-share}, {@code max-early-share}, {@code max-unsent-share}, {@code
   * start-late}, {@code clock-offset}, all optional.
   *
   * @param config with {@code audit} at its top
   * @return the limits, {@link #DEFAULT} where nothing is set
   * @throws IllegalArgumentException in one line that names path, value and what is valid
   */
  public static AuditLimits from(Config config) {
    if (!config.hasPath(PATH)) {
      return DEFAULT;
    }
    try {
      Config audit = config.getConfig(PATH);
      for (String key : audit.root().keySet()) {
        if (!KEYS.contains(key)) {
          throw new IllegalArgumentException(
              "audit.%s is not a limit of the audit; %s"
                  .formatted(key, DidYouMean.hint(KEYS, key)));
        }
      }
      return new AuditLimits(
          duration(audit, "p99-lag", DEFAULT.p99Lag),
          share(audit, "lag-share", DEFAULT.lagShare),
          duration(audit, "late-after", DEFAULT.lateAfter),
          share(audit, "max-late-share", DEFAULT.maxLateShare),
          share(audit, "max-early-share", DEFAULT.maxEarlyShare),
          share(audit, "max-unsent-share", DEFAULT.maxUnsentShare),
          duration(audit, "start-late", DEFAULT.startLate),
          duration(audit, "clock-offset", DEFAULT.clockOffset));
    } catch (ConfigException e) {
      throw new IllegalArgumentException("audit: " + e.getMessage(), e);
    }
  }

  private static Duration duration(Config audit, String key, Duration otherwise) {
    return audit.hasPath(key) ? audit.getDuration(key) : otherwise;
  }

  private static double share(Config audit, String key, double otherwise) {
    return audit.hasPath(key) ? audit.getDouble(key) : otherwise;
  }
}
