package simulations;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.run.HybridSimulation;
import java.time.Duration;

/**
 * A base load that bursts to its peak and back, in cycles. Targets, defaults and profiles:
 * config/simulations/Burst.conf.
 */
public final class Burst extends HybridSimulation {

  private final LoadProfile load =
      LoadProfile.empty()
          .warmUp(qps(), warmup())
          .constant("baseline", qps(), duration())
          .repeat(
              cycles(),
              cycle -> burst(profile(), cycle, qps(), peak(), ramp(), hold(), duration()));

  private final Queries queries = queries(50, 30, 20);

  {
    findRecovery();
    run(load, queries.next(), search());
  }

  /** One burst from the base rate and back, in the shape that the profile names. */
  static LoadProfile burst(
      String profile,
      LoadProfile cycle,
      double base,
      double peak,
      Duration ramp,
      Duration hold,
      Duration recovery) {
    return switch (profile) {
      case "jump" -> cycle.constant("peak", peak, hold).constant("recovery", base, recovery);
      case "overload" ->
          cycle.constant("peak", 2 * base, hold).constant("recovery", base, recovery);
      case "sine" -> {
        double mean = (base + peak) / 2;
        yield cycle
            .sine("peak", mean, Math.abs(peak - mean), ramp.multipliedBy(2), hold)
            .constant("recovery", base, recovery);
      }
      default ->
          cycle
              .ramp("ramp-up", base, peak, ramp)
              .constant("peak", peak, hold)
              .ramp("ramp-down", peak, base, ramp)
              .constant("recovery", base, recovery);
    };
  }
}
