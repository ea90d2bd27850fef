package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much of a request's time a stage may take that an answer can do without: an equal share of
 * what is left to it and to those after it, less a reserve for making the answer.
 */
final class StageBudget {

  private static final long LEAST_RESERVE_NANOS = Duration.ofMillis(1).toNanos();
  private static final long MOST_RESERVE_NANOS = Duration.ofMillis(50).toNanos();
  private static final int RESERVED_PART = 10;

  private StageBudget() {}

  /**
   * The deadline of a stage.
   *
   * @param request the request's deadline
   * @param after how many such stages follow
   */
  static Deadline of(Deadline request, int after) {
    long left = request.timeRemaining(TimeUnit.NANOSECONDS);
    long reserve =
        Math.min(MOST_RESERVE_NANOS, Math.max(LEAST_RESERVE_NANOS, left / RESERVED_PART));
    long share = (left - reserve) / (after + 1);
    return request.offset(share - left, TimeUnit.NANOSECONDS);
  }
}
