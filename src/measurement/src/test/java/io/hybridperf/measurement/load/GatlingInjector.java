package io.hybridperf.measurement.load;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Gatling 3.15.1's open injector, carried over from Scala line by line and without any of the
 * plan's shortcuts: {@code OpenInjectionStep.scala}, {@code Shard.scala}, and the cut to
 * milliseconds of {@code Workload.injectUser}. The protocol's tests pin the plan against Gatling
 * itself.
 */
final class GatlingInjector {

  private GatlingInjector() {}

  /** Milliseconds of every user from the start, in the injector's order. */
  static List<Long> offsetsMillis(List<InjectionStep> steps) {
    List<Long> offsets = new ArrayList<>();
    long start = 0;
    for (InjectionStep step : steps) {
      switch (step) {
        case InjectionStep.NothingFor _ -> {}
        case InjectionStep.ConstantUsersPerSec(double rate, int seconds) -> {
          long users = Math.round(seconds * rate);
          if (users > 0) {
            for (int second = 0; second < seconds; second++) {
              addSecond(offsets, start, second, shard(users, second, seconds));
            }
          }
        }
        case InjectionStep.RampUsersPerSec(double from, double to, int seconds) ->
            ramp(offsets, start, from, to, seconds);
        case InjectionStep.PoissonUsersPerSec poisson -> poisson(offsets, start, poisson);
      }
      start += step.seconds() * 1000L;
    }
    return offsets;
  }

  private static void ramp(List<Long> offsets, long start, double from, double to, int seconds) {
    MathContext mc = MathContext.DECIMAL128;
    BigDecimal startRate = new BigDecimal(Double.toString(from), mc);
    BigDecimal a =
        new BigDecimal(Double.toString(to), mc)
            .subtract(startRate, mc)
            .divide(new BigDecimal(2 * seconds), mc);
    BigDecimal pendingFraction = new BigDecimal("0.0");
    for (int second = 0; second < seconds; second++) {
      BigDecimal users =
          a.multiply(new BigDecimal(2 * second + 1), mc)
              .add(startRate, mc)
              .add(pendingFraction, mc);
      int whole = users.setScale(10, RoundingMode.HALF_UP).intValue();
      pendingFraction = users.subtract(new BigDecimal(whole), mc);
      addSecond(offsets, start, second, whole);
    }
  }

  private static void addSecond(List<Long> offsets, long start, int second, long users) {
    for (int millis = 0; users > 0 && millis < 1000; millis++) {
      for (long n = shard(users, millis, 1000); n > 0; n--) {
        offsets.add(start + second * 1000L + millis);
      }
    }
  }

  private static long shard(long total, int bucket, int buckets) {
    return sumFromZero(total, buckets, bucket) - sumFromZero(total, buckets, bucket - 1);
  }

  private static long sumFromZero(long total, int buckets, int bucket) {
    if (bucket == -1) {
      return 0;
    }
    return bucket == buckets - 1
        ? total
        : (long) Math.ceil((double) total / buckets * (bucket + 1));
  }

  private static void poisson(
      List<Long> offsets, long start, InjectionStep.PoissonUsersPerSec step) {
    double durationSec = step.seconds();
    long users = (long) ((step.from() + step.to()) / 2.0 * durationSec);
    SplittableRandom random = new SplittableRandom(step.seed());
    double dr = step.to() - step.from();
    double r1Sq = step.from() * step.from();
    double r2Sq = step.to() * step.to();
    double u = 0.0;
    for (long k = 0; k < users; k++) {
      u = 1.0 - (1.0 - u) * Math.pow(random.nextDouble(), 1.0 / (users - k));
      double seconds =
          dr == 0.0
              ? Math.min(u * durationSec, durationSec)
              : Math.min(
                  durationSec / dr * (Math.sqrt((1.0 - u) * r1Sq + u * r2Sq) - step.from()),
                  durationSec);
      offsets.add(start + Math.round(seconds * 1e9) / 1_000_000);
    }
  }
}
