package io.hybridperf.suite.run;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.suite.monitor.Monitor;
import io.hybridperf.suite.monitor.Scraped;
import io.hybridperf.suite.resource.GpuWatch;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Console;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Says before a load what is planned: at which rates, for how long, how many requests in all. */
final class PlannedLoad {
  private PlannedLoad() {}

  /**
   * Says it, and what of it will show nothing.
   *
   * @param load what happens
   * @param plan of it, scale included
   * @param slos the objectives
   * @param settings of the run
   * @param scale of the run
   */
  static void say(
      LoadPlan load, ArrivalPlan plan, List<Slo> slos, Settings settings, double scale) {
    lines(plan).forEach(Console::say);
    boolean monitored = Monitor.isOn(settings);
    // One that is started for the run scrapes the exporters that are named, and no other.
    boolean gpusWatched =
        Monitor.asksOneThatStands(settings) || !GpuWatch.exporters(settings.config()).isEmpty();
    GateCheck.doubts(load, slos, gpusWatched, scale).forEach(Console::say);
    if (!monitored) {
      Scraped.doubts(slos).forEach(Console::say);
    }
    load.canShow(slos, Tier.gate(settings.text(Parameter.GATE))).forEach(Console::say);
  }

  /**
   * {@return what a run is, for Gatling's report}
   *
   * @param settings of the run
   * @param scale what every rate is multiplied by
   */
  static String inWords(Settings settings, double scale) {
    return "environment %s, scale %s, gate %s, %s arrivals%s"
        .formatted(
            settings.environment(),
            Numbers.text(scale),
            settings.text(Parameter.GATE),
            settings.text(Parameter.ARRIVALS),
            Films.of(settings).inWords());
  }

  /**
   * {@return a line for each phase; those that repeat have one together}
   *
   * @param plan of the load, scale included
   */
  static List<String> lines(ArrivalPlan plan) {
    List<Phase> phases = plan.profile().phases();
    Stream<String> cold =
        phases.getFirst().judged()
            ? Stream.of("planned: no warm-up: the first seconds are judged with the rest")
            : Stream.empty();
    return Stream.concat(cold, byPhase(plan, phases)).toList();
  }

  private static Stream<String> byPhase(ArrivalPlan plan, List<Phase> phases) {
    return IntStream.range(0, phases.size())
        .boxed()
        .collect(groupingBy(n -> inFirstCycle(phases.get(n), phases), LinkedHashMap::new, toList()))
        .entrySet()
        .stream()
        .map(entry ->
            line(
                entry.getKey(),
                entry.getValue().size(),
                entry.getValue().stream().mapToLong(plan::count).sum()));
  }

  private static Phase inFirstCycle(Phase phase, List<Phase> phases) {
    return phases.stream()
        .filter(other ->
            phase.matches(other.name())
                && phase.shape().equals(other.shape())
                && phase.duration().equals(other.duration()))
        .findFirst()
        .orElse(phase);
  }

  private static String line(Phase phase, int times, long requests) {
    return String.format(
        Locale.ROOT,
        "planned: %-14s %s for %s s%s: %,d requests%s",
        phase.name(),
        rate(phase.shape()),
        Numbers.text(phase.duration().toNanos() / 1e9),
        times > 1 ? ", " + times + " times" : "",
        requests,
        phase.judged() ? "" : ", not judged");
  }

  private static String rate(Shape shape) {
    return switch (shape) {
      case Shape.Constant(double rate) -> Numbers.text(rate) + "/s";
      case Shape.Ramp(double from, double to) ->
          Numbers.text(from) + " to " + Numbers.text(to) + "/s";
      case Shape.RampUp(double rate) -> "up to " + Numbers.text(rate) + "/s";
      case Shape.Sine(double mean, double amplitude, Duration _) ->
          Numbers.text(mean - amplitude) + " to " + Numbers.text(mean + amplitude) + "/s and back";
      case Shape.Pause() -> "nothing";
    };
  }
}
