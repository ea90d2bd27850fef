package io.hybridperf.suite.run;

import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Footprint;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.suite.answers.CallCheck;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.target.TargetScopes;
import io.hybridperf.suite.watch.WatchedIntervals;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds out before anything starts whether a load can show what it is judged by: settings that are
 * valid one by one may leave a phase without requests, or an objective without a phase.
 */
final class LoadCheck {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Of a planned request: half a byte for its time, a bit for its user on each event loop. */
  private static final long HEAP_BYTES_A_REQUEST = 2;

  private static final long LEAST_HEAP_BYTES = 96L << 20;

  private LoadCheck() {}

  /**
   * Checks that there is room for any load.
   *
   * @param bytes of the heap
   * @throws UserError if there is not
   */
  static void requireHeap(long bytes) {
    if (bytes < LEAST_HEAP_BYTES) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "-Xmx: a heap of %d MB is too small for any run; give at least %d MB with -Dgenerator.heap=1g",
              bytes >> 20,
              LEAST_HEAP_BYTES >> 20));
    }
  }

  /**
   * Checks that there is room for synthetic films, all of which a run holds to check answers by.
   *
   * @param films that the stores hold
   * @param bytes of the heap
   * @throws UserError if there is not; for the real films it is not looked at
   */
  static void requireHeap(Films films, long bytes) {
    long needed = Footprint.generatorHeap(films.all());
    if (films.synthetic() > 0 && bytes < needed) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "films=%d: each synthetic film takes %.1f KB of the generator's heap, all about %d MB, and it has %d MB; give more with -Dgenerator.heap=%dg, or fewer films",
              films.all(),
              Dataset.BYTES_A_FILM / 1e3,
              needed >> 20,
              bytes >> 20,
              (needed >> 30) + 1));
    }
  }

  /**
   * Checks a load at the scale it will have.
   *
   * @param plan the load
   * @param objectives what it has to reach, with all other settings
   * @param targets of the load
   * @throws UserError with one line, if there is nothing to be shown by it, or something is looked
   *     at less often than once in it
   */
  static void check(LoadPlan plan, Objectives objectives, List<String> targets) {
    check(plan, objectives.slos(), targets);
    if (plan.search() == null) {
      WatchedIntervals.check(objectives.config(), plan.profile().duration());
    }
  }

  /**
   * Checks a load at the scale it will have.
   *
   * @param plan the load
   * @param slos the objectives
   * @param targets of the load
   * @throws UserError with one line, if there is nothing to be shown by it
   */
  static void check(LoadPlan plan, List<Slo> slos, List<String> targets) {
    LoadProfile profile = plan.profile();
    double requests = 0;
    for (Phase phase : profile.phases()) {
      double ofPhase = phase.expectedArrivals();
      if (ofPhase < 0.5 && !(phase.shape() instanceof Shape.Pause)) {
        throw new UserError(
            "load: phase '%s' of %s at %s requests a second has not one request; raise qps, peak or scale, or lengthen it"
                .formatted(phase.name(), text(phase), text(phase.shape().highestRate())));
      }
      requests += ofPhase;
    }
    long most =
        Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_REQUEST);
    if (requests > most) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "load: %.0f requests are more than the %d that this heap (-Dgenerator.heap) can plan; shorten duration or lower qps",
              requests,
              most));
    }
    if (plan.search() == null && profile.phases().stream().noneMatch(Phase::judged)) {
      throw new UserError("load: no phase of it is judged; add one beside the warm-up");
    }
    plan.checkTime();
    slos.forEach(slo -> check(slo, plan));
    CallCheck.check(plan.calls(), slos);
    TargetScopes.check(slos, targets);
  }

  private static void check(Slo slo, LoadPlan plan) {
    Scope scope = slo.scope();
    if (slo.metric() instanceof Metric.External) {
      return;
    }
    List<Phase> within =
        plan.profile().phases().stream()
            .filter(phase -> phase.judged() && scope.includesPhase(phase.name()))
            .toList();
    if (within.isEmpty()) {
      if (plan.search() == null || !scope.phase().isEmpty()) {
        String names = String.join(", ", names(plan).toList());
        throw new UserError(
            "slos.\"%s\".scope = \"%s\": the load has no judged phase of that name; it has %s"
                .formatted(
                    slo.name(),
                    scope,
                    names.isEmpty() ? "those of a search, which have no fixed names" : names));
      }
      return;
    }
    double seconds =
        within.stream().mapToDouble(phase -> phase.duration().toNanos() / NANOS_PER_SECOND).sum();
    if (plan.search() == null && scope.windowSeconds() > seconds) {
      throw new UserError(
          "slos.\"%s\".scope = \"%s\": the window is longer than the %s s of load that it looks at; lengthen duration"
              .formatted(slo.name(), scope, text(seconds)));
    }
  }

  private static Stream<String> names(LoadPlan plan) {
    return plan.profile().phases().stream().filter(Phase::judged).map(Phase::name).distinct();
  }

  private static String text(Phase phase) {
    return text(phase.duration().toNanos() / NANOS_PER_SECOND) + " s";
  }

  private static String text(double number) {
    return Numbers.text(number);
  }

  /**
   * Checks that a capacity can be searched for.
   *
   * @throws UserError if the scale is searched for too, or the system would be cold
   */
  static void requireSearchable(Settings settings, boolean scaleIsSearched) {
    if (scaleIsSearched) {
      throw new UserError(
          "scale=auto: %s searches for the capacity itself; leave -Dscale out"
              .formatted(settings.simulation()));
    }
    if (settings.duration(Parameter.WARMUP).isZero()) {
      throw new UserError(
          "warmup=0s: a search for a capacity goes up from a warm system, or a cold one bounds it; give a time, as -Dwarmup=30s");
    }
  }
}
