package io.hybridperf.suite.run;

import io.gatling.commons.util.GatlingVersion;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.slo.SloBuilder;
import io.hybridperf.measurement.verdict.VerdictTable;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.capacity.AutoScale;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.resource.GpuWatch;
import io.hybridperf.suite.resource.MachineWatch;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.target.RunTarget;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Console;
import io.hybridperf.suite.watch.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run from its settings to its verdict: what the simulation asks for is gathered, and happens
 * from {@link #begin(LoadPlan)} on.
 */
final class HybridRun implements AutoCloseable {
  private final Class<?> simulation;
  private final Settings settings;
  private final RunMode mode;
  private final RunTarget target;
  private final Timeline timeline = new Timeline();
  private final List<Supplier<Analysis>> analyses = new ArrayList<>();
  private Objectives objectives;
  private volatile @Nullable RecordedRun recorded;
  private boolean closed;

  private HybridRun(
      Class<?> simulation,
      Settings settings,
      RunMode mode,
      Objectives objectives,
      RunTarget target) {
    this.simulation = simulation;
    this.settings = settings;
    this.mode = mode;
    this.objectives = objectives;
    this.target = target;
    GpuWatch gpus = GpuWatch.of(settings);
    analyses.add(AnswerCounts::new);
    analyses.add(WrongAnswers::new);
    analyses.add(() -> gpus);
    analyses.add(MachineWatch::new);
  }

  /**
   * Makes everything ready that does not depend on the load.
   *
   * @throws UserError if a setting has no sense, or the target does not answer
   */
  static HybridRun of(Class<?> simulation) {
    ParentWatch.start();
    Settings settings =
        Settings.load(Home.find(), simulation.getSimpleName(), System.getProperties());
    settings.validate();
    Environment environment = Environment.of(settings);
    RunMode mode = RunMode.of(settings, environment);
    Objectives objectives = Objectives.of(settings);
    Console.say(
        "%s on %s, scale %s, %s arrivals",
        settings.simulation(),
        environment.description(),
        settings.text(Parameter.SCALE),
        settings.text(Parameter.ARRIVALS));
    RunTarget target =
        switch (mode) {
          case RunMode.FixedScale _, RunMode.SearchedScale _ -> RunTarget.of(settings, environment);
          case RunMode.ScaleSearch(List<String> targets) ->
              RunTarget.standing(targets, settings, environment);
        };
    HybridRun run = new HybridRun(simulation, settings, mode, objectives, target);
    Runtime.getRuntime().addShutdownHook(new Thread(run::close, "hybrid-perf-stop"));
    return run;
  }

  Settings settings() {
    return settings;
  }

  RunTarget target() {
    return target;
  }

  /** {@return whether rates are not final yet, since the scale has to be found} */
  boolean scaleIsSearched() {
    return mode instanceof RunMode.SearchedScale;
  }

  /** {@return what happens beside the load} */
  Timeline timeline() {
    requireNotBegun();
    return timeline;
  }

  /** Adds objectives of the simulation's own. */
  void require(List<SloBuilder> added) {
    requireNotBegun();
    objectives = objectives.with(added);
  }

  /**
   * Adds to what is found out after the load.
   *
   * @param analysis made when the load is about to begin, unless a scale is searched for instead
   */
  void analyse(Supplier<Analysis> analysis) {
    requireNotBegun();
    analyses.add(analysis);
  }

  private void requireNotBegun() {
    if (recorded != null) {
      throw new IllegalStateException(
          simulation.getSimpleName()
              + ": the load is set up already; call run(...) last, and once");
    }
  }

  /**
   * {@return searches for a capacity, after a load}
   *
   * @param prefixes of the names of each search's phases
   * @param phase objectives on it count for every rate, beside those on the whole run
   * @param limits the bounds of each
   * @param times how the rates are held
   */
  CapacityRun search(
      List<String> prefixes, String phase, CapacitySearch.Limits limits, CapacityRun.Times times) {
    return new CapacityRun(prefixes, limits, times, objectives.stepJudge(phase));
  }

  /**
   * Begins to record, in the way of this JVM's mode.
   *
   * @param plan at scale 1 if the scale is searched for; otherwise at the scale of the settings
   * @throws UserError if no scale is found
   */
  RecordedRun begin(LoadPlan plan) {
    requireNotBegun();
    return switch (mode) {
      case RunMode.FixedScale(double scale) ->
          record(
              plan,
              scale,
              settings.parameters(),
              makeAnalyses(),
              timeline,
              RunFolders.create(settings));
      case RunMode.SearchedScale() -> {
        // First, so that a mistake does not cost a search.
        List<Analysis> made = makeAnalyses();
        RunFolder folder = RunFolders.create(settings);
        AutoScale found =
            AutoScale.find(
                simulation, target.addresses(), folder.path(), plan.profile().highestRate());
        Console.say("%s: scale %.4g (%s)", settings.simulation(), found.scale(), found.source());
        Map<String, String> parameters = settings.parameters();
        parameters.put(Parameter.SCALE.key(), found.source());
        yield record(
            plan.scaledBy(found.scale()), found.scale(), parameters, made, timeline, folder);
      }
      case RunMode.ScaleSearch _ ->
          record(
              scaleSearch(plan),
              target.environment().scale(),
              settings.parameters(),
              List.of(),
              new Timeline(),
              RunFolders.create(settings));
    };
  }

  private List<Analysis> makeAnalyses() {
    return analyses.stream().map(Supplier::get).toList();
  }

  /** What stands in for a load whose scale is searched for. */
  private LoadPlan scaleSearch(LoadPlan plan) {
    CapacitySearch.Limits limits = AutoScale.limits(plan.profile().highestRate());
    LoadProfile warmUp = AutoScale.warmUp(limits);
    return new LoadPlan(
        warmUp,
        plan.prefixes(),
        search(
            plan.prefixes(), "", limits, AutoScale.times(settings.duration(Parameter.DEADLINE))));
  }

  private synchronized RecordedRun record(
      LoadPlan plan,
      double scale,
      Map<String, String> parameters,
      List<Analysis> asked,
      Timeline events,
      RunFolder folder) {
    ArrivalPlan arrivals = plan.arriving(settings).profile().plan();
    List<Analysis> all = new ArrayList<>(asked);
    if (plan.search() != null) {
      all.addFirst(plan.search());
    }
    RecordedRun begun =
        new RecordedRun(
            arrivals,
            plan.search(),
            folder,
            description(arrivals, scale, parameters),
            objectives,
            all,
            events);
    recorded = begun;
    return begun;
  }

  private RunInfo description(ArrivalPlan plan, double scale, Map<String, String> parameters) {
    return RunInfo.starting(
            settings.simulation(),
            target.environment().name(),
            scale,
            settings.text(Parameter.GATE),
            settings.whole(Parameter.SEED),
            plan)
        .withParameters(parameters)
        .withVersions(
            Map.of(
                "gatling",
                GatlingVersion.ThisVersion().fullVersion(),
                "java",
                Runtime.version().toString()))
        .withEngines(target.described("engines"))
        .withDataset(target.described("dataset"));
  }

  /**
   * {@return the run whose load was set up}
   *
   * @throws IllegalStateException if it was not
   */
  RecordedRun recorded() {
    RecordedRun begun = recorded;
    if (begun == null) {
      throw new IllegalStateException(
          "%s has no load: call run(load, steps) in its initializer"
              .formatted(simulation.getSimpleName()));
    }
    return begun;
  }

  List<String> gateNames() {
    return objectives.names();
  }

  /**
   * Stops what was started for the run and prints the verdict; a run that did not come to its gates
   * is judged as incomplete.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    RecordedRun begun = recorded;
    if (begun != null) {
      Console.say(VerdictTable.of(begun.end(RunStatus.INCOMPLETE)));
      Console.say("Run folder: " + begun.folder().path());
    }
    target.close();
  }
}
