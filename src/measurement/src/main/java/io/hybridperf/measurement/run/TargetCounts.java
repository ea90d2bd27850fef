package io.hybridperf.measurement.run;

/**
 * The calls of one target of several.
 *
 * @param sent calls sent to it
 * @param ended of these, those that ended in any way, by an answer or by their deadline
 * @param ok of these, those that ended with {@link Status#OK}
 */
public record TargetCounts(long sent, long ended, long ok) {

  /** No calls. */
  public static final TargetCounts NONE = new TargetCounts(0, 0, 0);

  /**
   * These and others.
   *
   * @param other counts of the same target
   * @return the sums
   */
  public TargetCounts plus(TargetCounts other) {
    return new TargetCounts(sent + other.sent, ended + other.ended, ok + other.ok);
  }
}
