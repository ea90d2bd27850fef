package io.hybridperf.measurement.load;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * Evenly spaced arrivals, rounded as Gatling 3.15.1 rounds them: {@code OpenInjectionStep.scala}
 * for the users of each second, {@code Shard.scala} for the millisecond of each user.
 */
final class ShardedArrivals implements Arrivals {

  private static final int SLOTS = 1000;

  /** Element n is the number of arrivals before second n; the last one is the total. */
  private final long[] before;

  private ShardedArrivals(long[] before) {
    this.before = before;
  }

  static ShardedArrivals of(List<InjectionStep> steps) {
    long[] before = new long[steps.stream().mapToInt(InjectionStep::seconds).sum() + 1];
    int second = 0;
    for (InjectionStep step : steps) {
      for (long users : usersPerSecond(step)) {
        before[second + 1] = before[second] + users;
        second++;
      }
    }
    return new ShardedArrivals(before);
  }

  private static long[] usersPerSecond(InjectionStep step) {
    return switch (step) {
      case InjectionStep.NothingFor(int seconds) -> new long[seconds];
      case InjectionStep.ConstantUsersPerSec(double rate, int seconds) -> constant(rate, seconds);
      case InjectionStep.RampUsersPerSec(double from, double to, int seconds) ->
          ramp(from, to, seconds);
      case InjectionStep.PoissonUsersPerSec poisson ->
          throw new IllegalArgumentException(poisson + " is not evenly spaced");
    };
  }

  /** {@code ConstantRateOpenInjection}, which is a {@code RampOpenInjection} of a user count. */
  private static long[] constant(double rate, int seconds) {
    long total = Math.round(seconds * rate);
    long[] users = new long[seconds];
    long before = 0;
    for (int second = 0; second < seconds; second++) {
      long until = sumFromZero(total, seconds, second);
      users[second] = until - before;
      before = until;
    }
    return users;
  }

  /** {@code RampRateOpenInjection}: Scala's BigDecimal computes with 34 digits. */
  private static long[] ramp(double from, double to, int seconds) {
    long[] users = new long[seconds];
    if (from == 0 && to == 0) {
      return users;
    }
    MathContext context = MathContext.DECIMAL128;
    BigDecimal start = new BigDecimal(Double.toString(from), context);
    BigDecimal slope =
        new BigDecimal(Double.toString(to), context)
            .subtract(start, context)
            .divide(BigDecimal.valueOf(2L * seconds), context);
    BigDecimal pending = BigDecimal.ZERO;
    for (int second = 0; second < seconds; second++) {
      BigDecimal exact =
          slope
              .multiply(BigDecimal.valueOf(2L * second + 1), context)
              .add(start, context)
              .add(pending, context);
      users[second] = exact.setScale(10, RoundingMode.HALF_UP).intValue();
      pending = exact.subtract(BigDecimal.valueOf(users[second]), context);
    }
    return users;
  }

  /** {@code Shard.sumFromZero}: how many of {@code total} are in the buckets up to this one. */
  private static long sumFromZero(long total, int buckets, int bucket) {
    if (bucket == buckets - 1) {
      return total;
    }
    return (long) Math.ceil((double) total / buckets * (bucket + 1));
  }

  @Override
  public long count() {
    return before[before.length - 1];
  }

  @Override
  public long offsetMillis(long index) {
    int second = secondOf(index);
    long users = before[second + 1] - before[second];
    long inSecond = index - before[second];
    // The exact inverse, but for rounding in sumFromZero, which the loops below settle.
    int slot = (int) (inSecond * SLOTS / users);
    while (slot > 0 && sumFromZero(users, SLOTS, slot - 1) > inSecond) {
      slot--;
    }
    while (sumFromZero(users, SLOTS, slot) <= inSecond) {
      slot++;
    }
    return 1000L * second + slot;
  }

  private int secondOf(long index) {
    int found = Arrays.binarySearch(before, index);
    if (found < 0) {
      return -found - 2;
    }
    // Seconds without arrivals repeat the value: the arrival is in the last of them.
    while (before[found + 1] == index) {
      found++;
    }
    return found;
  }
}
