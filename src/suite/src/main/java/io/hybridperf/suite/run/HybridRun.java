package io.hybridperf.suite.run;

import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.analysis.SideBySide;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.SloBuilder;
import io.hybridperf.measurement.verdict.VerdictTable;
import io.hybridperf.suite.answers.AnswerCounts;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.capacity.AutoScale;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.injector.Injector;
import io.hybridperf.suite.live.LiveWatch;
import io.hybridperf.suite.repeat.Starts;
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
import io.hybridperf.suite.watch.StartWatch;
import io.hybridperf.suite.watch.Timeline;
import io.hybridperf.suite.watch.WarmUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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
  private final Environment environment;
  final StartWatch start;
  private final Timeline timeline = new Timeline();
  private final List<Supplier<Analysis>> analyses = new ArrayList<>();
  // Of every run; a simulation's come after them.
  private final int ownAnalyses;
  private final List<BiConsumer<LoadPlan, List<Slo>>> checks = new ArrayList<>();
  private final GateCheck gates = new GateCheck();
  private final GroundTruthProof proof = new GroundTruthProof();
  private final Injector injector;
  private Objectives objectives;
  private volatile @Nullable RunTarget target;
  private volatile @Nullable RecordedRun recorded;
  private @Nullable RunFolder ofStarts;
  private boolean closed;

  private HybridRun(
      Class<?> simulation,
      Settings settings,
      RunMode mode,
      Objectives objectives,
      Environment environment,
      StartWatch start) {
    this.simulation = simulation;
    this.settings = settings;
    this.mode = mode;
    this.objectives = objectives;
    this.environment = environment;
    this.start = start;
    injector = Injector.of(settings, environment);
    GpuWatch gpus = GpuWatch.of(settings);
    StopWhen stopWhen = StopWhen.of(settings, RunFailure::end);
    analyses.addAll(
        List.of(() -> injector, AnswerCounts::new, WrongAnswers::new, () -> gpus, () -> stopWhen));
    analyses.add(() -> MachineWatch.of(settings, environment.embedded()));
    analyses.add(() -> LiveWatch.of(settings, target().stack(), log -> this.objectives.judge(log)));
    ownAnalyses = analyses.size();
  }

  /**
   * Reads the settings. The target is made ready when the load is known: what does not fit together
   * costs no start of a stack.
   *
   * @throws UserError if a setting has no sense
   */
  static HybridRun of(Class<?> simulation) {
    RunFailure.watchThreads();
    Interrupts.handleSignals();
    LoadCheck.requireHeap(Runtime.getRuntime().maxMemory());
    ParentWatch.start();
    StartWatch start = StartWatch.begin(RunFailure::notBegun);
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
    HybridRun run = new HybridRun(simulation, settings, mode, objectives, environment, start);
    Runtime.getRuntime().addShutdownHook(new Thread(run::leave, "hybrid-perf-stop"));
    return run;
  }

  Settings settings() {
    return settings;
  }

  Environment environment() {
    return environment;
  }

  /**
   * {@return where the load goes}
   *
   * @throws IllegalStateException if the load is not set up yet
   */
  RunTarget target() {
    RunTarget ready = target;
    if (ready == null) {
      throw new IllegalStateException(
          "%s has no target before its load: call run(load, steps) first"
              .formatted(simulation.getSimpleName()));
    }
    return ready;
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
   * Adds to what a load must be like, for what it is judged by.
   *
   * @param check throws a UserError if it is not
   */
  void expect(BiConsumer<LoadPlan, List<Slo>> check) {
    requireNotBegun();
    checks.add(check);
  }

  /**
   * Adds to what is found out after the load.
   *
   * @param analysis made when the load is about to begin, unless a scale is searched for instead
   * @param metrics that it measures, asked when all is known; none: nobody knows which
   */
  void analyse(Supplier<Analysis> analysis, Supplier<List<Metric.External>> metrics) {
    requireNotBegun();
    analyses.add(analysis);
    gates.measures(metrics);
  }

  /** Exact answers are going to be compared: the store must be the one that they are of. */
  void proveStore() {
    proof.look(this, () -> List.of(target().protocol().protocol()));
  }

  /** Forgets what was asked for: two targets are compared in place of the simulation's own load. */
  void compareInstead(Sides both) {
    Analysis compared = both.analysis(objectives.slos());
    objectives = objectives.ofSides();
    checks.clear();
    analyses.subList(ownAnalyses, analyses.size()).clear();
    analyse(() -> compared, () -> List.of(SideBySide.MEASURED));
    proof.lookAgain(this, () -> List.of(target().protocol().protocol(), both.other()));
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
    gates.measures(() -> List.of(CapacityRun.MEASURED));
    return new CapacityRun(prefixes, limits, times, objectives.stepJudge(phase));
  }

  /**
   * Begins to record, in the way of this JVM's mode.
   *
   * @param plan at scale 1 if the scale is searched for; otherwise at the scale of the settings
   * @throws UserError if the load cannot show what it is judged by, the target does not answer, or
   *     no scale is found
   */
  RecordedRun begin(LoadPlan plan) {
    requireNotBegun();
    check(plan);
    start.waitsForTarget();
    target =
        mode instanceof RunMode.ScaleSearch(List<String> targets)
            ? RunTarget.standing(targets, settings, environment)
            : RunTarget.of(settings, environment);
    injector.meet(start, plan.profile(), plan.isKnown());
    start.waitsFor("the load to be set up", () -> false);
    RecordedRun begun = inMode(plan);
    start.waitsFor("the first request", begun::hasBegun);
    proof.endIfRefuted();
    return begun;
  }

  /** {@return whether the load is not run by this JVM, but several times by others} */
  boolean isRepeated() {
    return mode instanceof RunMode.Repeated;
  }

  /** {@return the rows of several runs, which have come to their ends} */
  List<SloGate> repeated(LoadPlan plan) {
    requireNotBegun();
    check(plan);
    start.close();
    Starts starts = Starts.of(settings, environment);
    Interrupts.on(starts::stop, () -> true);
    RunFolder above = RunFolders.create(settings, objectives.config());
    ofStarts = above;
    return starts
        .run(simulation, above, objectives::judge)
        .map(Objectives::rows)
        .orElseGet(() -> Objectives.noVerdict(objectives.names(), "no run could be judged"));
  }

  private void check(LoadPlan plan) {
    if (!(mode instanceof RunMode.ScaleSearch)) {
      LoadCheck.check(plan, objectives, environment.targets());
      gates.check(
          objectives.slos(),
          settings.has(Parameter.RECALL_SAMPLE) ? settings.number(Parameter.RECALL_SAMPLE) : 0);
      checks.forEach(each -> each.accept(plan, objectives.slos()));
    }
  }

  private RecordedRun inMode(LoadPlan plan) {
    return switch (mode) {
      case RunMode.FixedScale(double scale) ->
          record(
              plan,
              scale,
              settings.parameters(),
              analyses.stream().map(Supplier::get).toList(),
              timeline,
              RunFolders.create(settings, objectives.config()));
      case RunMode.SearchedScale() -> {
        // First, so that a mistake does not cost a search.
        List<Analysis> made = analyses.stream().map(Supplier::get).toList();
        RunFolder folder = RunFolders.create(settings, objectives.config());
        start.waitsForTarget();
        AutoScale found =
            AutoScale.find(
                simulation, target().addresses(), folder.path(), plan.profile().highestRate());
        Console.say("%s: scale %.4g (%s)", settings.simulation(), found.scale(), found.source());
        LoadPlan scaled = plan.scaledBy(found.scale());
        check(scaled);
        Map<String, String> parameters = settings.parameters();
        parameters.put(Parameter.SCALE.key(), found.source());
        yield record(scaled, found.scale(), parameters, made, timeline, folder);
      }
      case RunMode.ScaleSearch _ ->
          record(
              plan.whileScaleIsSearched(limits ->
                  search(
                      plan.prefixes(),
                      "",
                      limits,
                      AutoScale.times(settings.duration(Parameter.DEADLINE)))),
              environment.scale(),
              settings.parameters(),
              List.of(),
              new Timeline(),
              RunFolders.create(settings, objectives.config()));
      case RunMode.Repeated() -> throw new IllegalStateException("other JVMs run the load");
    };
  }

  private synchronized RecordedRun record(
      LoadPlan plan,
      double scale,
      Map<String, String> parameters,
      List<Analysis> asked,
      Timeline events,
      RunFolder folder) {
    LoadProfile profile = plan.arriving(settings).profile();
    WarmUp warmUp = new WarmUp(profile, mode.warmUpLimit(settings), objectives.slos());
    List<Analysis> all = new ArrayList<>(asked);
    if (plan.search() != null) {
      all.addFirst(plan.search());
    }
    RecordedRun begun =
        new RecordedRun(
            warmUp.first().plan(),
            settings.departsExactly(),
            warmUp,
            plan.search(),
            plan.pairs(),
            folder,
            target().info(settings, profile.plan(), scale, injector.described(parameters)),
            objectives,
            injector,
            all,
            events);
    recorded = begun;
    PlannedLoad.say(plan, profile.plan(), objectives.slos(), settings, scale);
    return begun;
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

  /** {@return what this run is, for Gatling's report} */
  String inWords() {
    return PlannedLoad.inWords(settings, isRepeated() ? environment.scale() : recorded().scale());
  }

  /** The last of a run, when Gatling has written its report too. */
  private void leave() {
    close();
    RecordedRun begun = recorded;
    RunFolder folder = begun == null ? ofStarts : begun.folder();
    if (folder != null && !(mode instanceof RunMode.ScaleSearch)) {
      RunPages.write(settings.home(), folder.path());
    }
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
      begun.end(RunStatus.INCOMPLETE).ifPresent(verdict -> Console.say(VerdictTable.of(verdict)));
      Console.say("Run folder: " + begun.folder().path());
    }
    start.close();
    RunTarget made = target;
    if (made != null) {
      made.close();
    }
  }
}
