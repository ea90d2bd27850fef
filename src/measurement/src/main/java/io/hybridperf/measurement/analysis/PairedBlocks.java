package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.PlannedPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
   * What comes before blocks: a warm-up of each in turn, {@code NAME-warm-up}.
   *
   * @param rate requests a second
   * @param all how long they are together; zero: there is none
   * @param names of the systems; an empty one for what is of no system, {@code warm-up}
   * @return a profile of phases that are not judged
   */
  public static LoadProfile warmUps(double rate, Duration all, String... names) {
    LoadProfile warmUps = LoadProfile.empty();
    Duration each = all.dividedBy(names.length);
    for (String name : each.isZero() ? new String[0] : names) {
      String phase = name.isEmpty() ? LoadProfile.WARM_UP : name + "-warm-up";
      warmUps = warmUps.then(new Phase(phase, new Shape.RampUp(rate), each, false));
    }
    return warmUps;
  }

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
   * Which pair a phase is a block of.
   *
   * @param phase its name
   * @return counted from 0, those that were run again after all others; -1 if it is no block
   */
  public int pairOf(String phase) {
    for (String system : List.of(a, b)) {
      if (Phase.matches(phase, system)) {
        String number = phase.substring(system.length());
        return number.isEmpty() ? 0 : Integer.parseInt(number.substring(1)) - 1;
      }
    }
    return -1;
  }

  /**
   * The pairs that have a judged block, or those of which a block is not judged: run again.
   *
   * @param phases the plan of a run
   * @param judged which of both
   * @return counted from 0, in order
   */
  List<Integer> pairs(List<PlannedPhase> phases, boolean judged) {
    return phases.stream()
        .filter(phase -> phase.judged() == judged)
        .map(phase -> pairOf(phase.name()))
        .filter(pair -> pair >= 0)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * The phases of a pair once more.
   *
   * @param phases of the load that has it
   * @param pair counted from 0
   * @param as what number the new pair has, counted from 0
   * @return the same phases in the same order, by other names
   */
  public List<Phase> again(List<Phase> phases, int pair, int as) {
    List<Phase> found = new ArrayList<>();
    for (Phase phase : phases) {
      for (String each : List.of(a + "-settle", a, b + "-settle", b)) {
        if (phase.name().equals(name(each, pair + 1))) {
          found.add(new Phase(name(each, as + 1), phase.shape(), phase.duration(), phase.judged()));
        }
      }
    }
    return found;
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
    long pair = pairOf(phase);
    return pair < 0
        ? ELSEWHERE + arrival
        : pair * plan.count(index) + arrival - plan.firstArrival(index);
  }
}
