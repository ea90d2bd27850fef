package io.hybridperf.measurement.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where more load begins to cost more than it brings: the point of the highest <i>power</i>,
 * throughput over mean response time (Kleinrock, "Power and deterministic rules of thumb for
 * probabilistic problems in computer communications", ICC 1979).
 */
public final class Knee {

  private Knee() {}

  /**
   * Finds the knee.
   *
   * @param steps steps of a load that rises
   * @return the step of the highest power; empty if that is the highest step (power still rose when
   *     the load ended) or there are fewer than three that count
   */
  public static Optional<CapacityStep> of(List<CapacityStep> steps) {
    List<CapacityStep> rising =
        steps.stream()
            .filter(CapacityStep::describesSystem)
            .sorted(Comparator.comparingDouble(CapacityStep::throughput))
            .toList();
    if (rising.size() < 3) {
      return Optional.empty();
    }
    return rising.stream()
        .max(Comparator.comparingDouble(CapacityStep::power))
        .filter(knee -> !knee.equals(rising.getLast()));
  }
}
