package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A load in which two systems take turns: pairs of blocks, one block of each system, in the order A
 * B, B A, A B, .. (or the other way round, by the seed), so that what drifts over time hits both.
 * The blocks of a pair ask the same.
 *
 * <p>The first second after each change is not judged: phase {@code A-settle}. The blocks of A are
 * the phases {@code A}, {@code A-2}, {@code A-3}, .., which the scope {@code phase:A} means.
 *
 * @param a the name of one system
 * @param b the name of the other
 * @param pairs how many pairs
 * @param seed decides who begins
 */
public record PairedBlocks(String a, String b, int pairs, long seed) {

  private static final Duration SETTLE = Duration.ofSeconds(1);

  /** What is asked outside blocks lies far from what is asked in them. */
  private static final long ELSEWHERE = 1L << 40;

  /**
   * Appends the blocks to a load.
   *
   * @param load what is before them
   * @param rate requests a second in every block
   * @param block the length of a block
   * @return a new profile
   */
  public LoadProfile appendTo(LoadProfile load, double rate, Duration block) {
    boolean first = new SplittableRandom(seed).nextBoolean();
    LoadProfile all = load;
    for (int pair = 1; pair <= pairs; pair++) {
      boolean aFirst = first == (pair % 2 == 1);
      all = block(block(all, aFirst ? a : b, pair, rate, block), aFirst ? b : a, pair, rate, block);
    }
    return all;
  }

  private static LoadProfile block(
      LoadProfile load, String system, int pair, double rate, Duration block) {
    Shape shape = new Shape.Constant(rate);
    return load.then(new Phase(name(system + "-settle", pair), shape, SETTLE, false))
        .then(new Phase(name(system, pair), shape, block, true));
  }

  private static String name(String system, int pair) {
    return pair == 1 ? system : system + "-" + pair;
  }

  /**
   * The name of a block.
   *
   * @param system one of the two
   * @param pair counted from 0
   * @return the name of its phase
   */
  String phase(String system, int pair) {
    return name(system, pair + 1);
  }

  /**
   * Which question an arrival asks: the n-th of a block the same as the n-th of its pair's other
   * block.
   *
   * @param plan a plan with these blocks
   * @param arrival its number in the plan
   * @return a number that stands for a question, 0 or more
   */
  public long question(ArrivalPlan plan, long arrival) {
    int index = plan.phaseOf(arrival);
    String phase = plan.profile().phases().get(index).name();
    for (String system : new String[] {a, b}) {
      if (Phase.matches(phase, system)) {
        String number = phase.substring(system.length());
        long pair = number.isEmpty() ? 0 : Long.parseLong(number.substring(1)) - 1;
        return pair * plan.count(index) + arrival - plan.firstArrival(index);
      }
    }
    return ELSEWHERE + arrival;
  }
}
