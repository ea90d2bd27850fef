package io.hybridperf.measurement.load;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Random arrivals as Gatling 3.15.1's {@code PoissonOpenInjection} draws them: sorted uniforms, one
 * after the other, through the inverse of the rate's integral.
 */
final class PoissonArrivals implements Arrivals {

  /** Element n is the number of arrivals before millisecond n; the last one is the total. */
  private final int[] before;

  private PoissonArrivals(int[] before) {
    this.before = before;
  }

  static PoissonArrivals of(List<InjectionStep> steps) {
    int seconds = steps.stream().mapToInt(InjectionStep::seconds).sum();
    // One more slot: rounding may put an arrival at the very end of a step.
    int[] inSlot = new int[seconds * 1000 + 1];
    int stepStart = 0;
    for (InjectionStep step : steps) {
      if (step instanceof InjectionStep.PoissonUsersPerSec poisson) {
        draw(poisson, stepStart, inSlot);
      }
      stepStart += step.seconds() * 1000;
    }
    int[] before = new int[inSlot.length + 1];
    for (int slot = 0; slot < inSlot.length; slot++) {
      before[slot + 1] = Math.addExact(before[slot], inSlot[slot]);
    }
    return new PoissonArrivals(before);
  }

  private static void draw(InjectionStep.PoissonUsersPerSec step, int startMillis, int[] inSlot) {
    double from = step.from();
    double to = step.to();
    double seconds = step.seconds();
    long users = (long) ((from + to) / 2.0 * seconds);
    SplittableRandom random = new SplittableRandom(step.seed());
    double fromSquared = from * from;
    double toSquared = to * to;
    double u = 0.0;
    for (long k = 0; k < users; k++) {
      u = 1.0 - (1.0 - u) * Math.pow(random.nextDouble(), 1.0 / (users - k));
      double at =
          from == to
              ? u * seconds
              : seconds / (to - from) * (Math.sqrt((1.0 - u) * fromSquared + u * toSquared) - from);
      // Scala's DurationDouble rounds to nanoseconds.
      long nanos = Math.round(Math.min(at, seconds) * 1e9);
      inSlot[startMillis + (int) TimeUnit.NANOSECONDS.toMillis(nanos)]++;
    }
  }

  @Override
  public long count() {
    return before[before.length - 1];
  }

  @Override
  public long offsetMillis(long index) {
    int low = 0;
    int high = before.length - 1;
    // The last slot with no more than index arrivals before it.
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (before[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
