package io.hybridperf.suite.run;

import io.hybridperf.gatling.grpc.GrpcProtocol;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.analysis.SideBySide;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.target.TargetProtocol;
import io.hybridperf.suite.watch.Analysis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two deployments that take turns in place of a simulation's own load: {@code -Dtarget} or {@code
 * -Denv} is compared with {@code -Dagainst}, which names addresses or an environment too. The rate
 * is the one that the load holds longest, and each gets as much of it as the load has, in {@code
 * -Dpairs} blocks.
 */
final class Sides {
  private static final String TARGET = "target";
  private static final String AGAINST = "against";

  /** In less, what a percentile is made of is too little. */
  private static final Duration LEAST_BLOCK = Duration.ofSeconds(2);

  private final Settings settings;
  private final GrpcProtocolBuilder other;
  private final PairedBlocks blocks;

  private Sides(Settings settings, GrpcProtocolBuilder other) {
    this.settings = settings;
    this.other = other;
    blocks =
        new PairedBlocks(
            TARGET,
            AGAINST,
            Math.toIntExact(settings.whole(Parameter.PAIRS)),
            settings.whole(Parameter.SEED));
  }

  /**
   * {@return the sides that the settings name; null: there is one target, as usual}
   *
   * @throws UserError if they do not fit together
   */
  static @Nullable Sides of(Settings settings, Environment environment) {
    if (!settings.has(Parameter.AGAINST)) {
      return null;
    }
    String given = settings.text(Parameter.AGAINST);
    if (environment.embedded()) {
      throw new UserError(
          "against=%s: nothing is named that it is to be compared with; name it too, as -Dtarget=host:port"
              .formatted(given));
    }
    if (settings.scaleIsAuto()) {
      throw new UserError(
          "against=%s: scale=auto finds what one target holds; give a number".formatted(given));
    }
    Environment theirs = Environment.against(settings, environment);
    if (theirs.targets().size() != environment.targets().size()) {
      throw new UserError(
          "against=%s: %s addresses against %s of the target; name as many, since each address gets the same share"
              .formatted(given, theirs.targets().size(), environment.targets().size()));
    }
    return new Sides(settings, TargetProtocol.to(theirs.targets(), settings, theirs));
  }

  /**
   * {@return the load in turns}
   *
   * @throws UserError if the simulation's load has no steady rate
   */
  LoadPlan plan(LoadProfile load) {
    Map<Double, Duration> held = new TreeMap<>();
    Duration warmUp = Duration.ZERO;
    for (Phase phase : load.phases()) {
      if (phase.judged() && phase.shape() instanceof Shape.Constant(double rate)) {
        held.merge(rate, phase.duration(), Duration::plus);
      } else if (!phase.judged() && held.isEmpty()) {
        warmUp = warmUp.plus(phase.duration());
      }
    }
    Map.Entry<Double, Duration> longest =
        held.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .orElseThrow(() ->
                new UserError(
                    "against: %s has no judged phase of a steady rate that two targets could take turns at"
                        .formatted(settings.simulation())));
    double rate = longest.getKey();
    Duration block = longest.getValue().dividedBy(blocks.pairs());
    // The last one, in which users alternate, goes on until both are steady.
    LoadProfile warmUps = PairedBlocks.warmUps(rate, warmUp, TARGET, AGAINST, "");
    return new LoadPlan(
        blocks.appendTo(warmUps, rate, block.compareTo(LEAST_BLOCK) < 0 ? LEAST_BLOCK : block),
        LoadPlan.ONE_SYSTEM,
        null,
        blocks);
  }

  /**
   * Checks that it is the load in turns that is run.
   *
   * @throws UserError if it is another one
   */
  void check(LoadPlan plan) {
    if (!blocks.equals(plan.pairs())) {
      throw new UserError(
          "against=%s: %s searches or compares by itself; choose a simulation with a load of its own, as HybridSearch"
              .formatted(settings.text(Parameter.AGAINST), settings.simulation()));
    }
  }

  /** {@return how the second is asked} */
  GrpcProtocol other() {
    return other.protocol();
  }

  /** {@return what is found of the two} */
  Analysis analysis(List<Slo> slos) {
    return (log, found) ->
        SideBySide.add(found, log, blocks, slos, settings.number(Parameter.REGRESSION));
  }

  /**
   * {@return connections to both} In no block, as while the logs are looked at, users alternate.
   */
  GrpcProtocolBuilder protocol(GrpcProtocolBuilder target, RecordedRun run) {
    return target.against(
        other,
        session -> {
          long arrival = run.arrival(session);
          String phase =
              arrival < 0
                  ? ""
                  : run.plan().profile().phases().get(run.plan().phaseOf(arrival)).name();
          return phase.startsWith(AGAINST) || (!phase.startsWith(TARGET) && arrival % 2 == 1);
        });
  }
}
