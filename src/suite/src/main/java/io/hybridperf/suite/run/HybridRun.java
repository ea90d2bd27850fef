package io.hybridperf.suite.run;

import io.gatling.commons.util.GatlingVersion;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Session;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.SideChannel;
import io.hybridperf.gatling.injection.GatlingInjection;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.slo.SloBuilder;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictTable;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.answers.Writes;
import io.hybridperf.suite.capacity.AutoScale;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.fault.Fault;
import io.hybridperf.suite.fault.PlannedFaults;
import io.hybridperf.suite.resource.GpuWatch;
import io.hybridperf.suite.resource.LeakWatch;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.target.RunTarget;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run from its settings to its verdict. */
public final class HybridRun implements AutoCloseable {
  /** From an interrupt to the end of what is under way, analyses included. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final Class<?> simulationClass;
  private final Settings settings;
  private final RunTarget target;
  private final Timeline timeline = new Timeline();
  private final GpuWatch gpus;
  private final Analyses analyses;
  private Gates gates;
  private @Nullable LeakWatch leaks;
  private @Nullable PlannedFaults faults;
  private @Nullable RunFolder runFolder;
  private @Nullable AutoScale autoScale;
  private double scale;
  private @Nullable RecordedLoad load;
  private @Nullable Verdict verdict;
  private volatile boolean interrupted;
  private boolean closed;

  private HybridRun(Class<?> simulationClass, Settings settings, Gates gates, RunTarget target) {
    this.simulationClass = simulationClass;
    this.settings = settings;
    this.gates = gates;
    this.target = target;
    this.scale = target.environment().scale();
    this.gpus = GpuWatch.of(settings);
    this.analyses = new Analyses(gpus);
  }

  /** Makes everything ready that does not depend on the load, or ends the JVM with one line. */
  static HybridRun begin(Class<?> simulationClass) {
    String simulation = simulationClass.getSimpleName();
    return orExit(() -> {
      ParentWatch.start();
      Settings settings = Settings.load(Home.find(), simulation, System.getProperties());
      settings.validate();
      Environment environment = Environment.of(settings);
      Gates gates = Gates.of(settings);
      say(
          "%s on %s, scale %s"
              .formatted(
                  simulation,
                  environment.description(),
                  settings.scaleIsAuto() ? Settings.AUTO_SCALE : plain(environment.scale())));
      HybridRun run =
          new HybridRun(
              simulationClass,
              settings,
              gates,
              RunTarget.of(settings, environment, AutoScale.searchTarget(), HybridRun::say));
      Runtime.getRuntime().addShutdownHook(new Thread(run::close, "hybrid-perf-stop"));
      return run;
    });
  }

  /**
   * {@return what a step gives} If it finds a mistake of the user's, the JVM ends with that one
   * line.
   */
  static <T> T orExit(Supplier<T> step) {
    try {
      return step.get();
    } catch (UserError e) {
      System.err.println("hybrid-perf: " + e.getMessage());
      System.exit(UserError.EXIT_STATUS);
      throw e;
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  Settings settings() {
    return settings;
  }

  Environment environment() {
    return target.environment();
  }

  Queries queries(QueryMix.Weights weights) {
    QuerySet texts = QuerySet.load();
    StorageMode storage =
        settings.text(Parameter.STORAGE).equals("neo4j_only")
            ? StorageMode.STORAGE_NEO4J_ONLY
            : StorageMode.STORAGE_HYBRID;
    // The first user of each tenant, then the second of each..: who is popular has a namesake who
    // is.
    List<User> users =
        MovieLens.load().users(Math.toIntExact(settings.whole(Parameter.TENANTS))).stream()
            .sorted(Comparator.comparingInt(User::number))
            .toList();
    return Queries.of(
        texts,
        new Queries.Popularity(
            users, weights, settings.number(Parameter.ZIPF), settings.whole(Parameter.SEED)),
        Math.toIntExact(settings.whole(Parameter.K)),
        storage,
        settings.number(Parameter.RECALL_SAMPLE));
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
    return new CapacityRun(prefixes, limits, times, gates.stepJudge(phase), HybridRun::say);
  }

  /**
   * {@return a load as it shall run} With {@code -Dscale=auto}, the scale is found and applied
   * here.
   *
   * @param load as the simulation plans it
   * @throws UserError if no scale is found
   */
  LoadProfile scaled(LoadProfile load) {
    if (!settings.scaleIsAuto()) {
      return load;
    }
    RunFolder folder = RunFolders.create(settings);
    runFolder = folder;
    AutoScale found =
        AutoScale.find(
            simulationClass, target.addresses(), folder.path(), load.highestRate(), HybridRun::say);
    autoScale = found;
    scale = found.scale();
    say("%s: scale %.4g (%s)".formatted(settings.simulation(), found.scale(), found.source()));
    return load.scaledBy(found.scale());
  }

  /**
   * Runs a search in place of the load, for another run's scale.
   *
   * @param highestRate of the load at scale 1
   * @param prefixes of the searches
   */
  HybridRun searchScale(double highestRate, List<String> prefixes) {
    analyses.clear();
    CapacitySearch.Limits limits = AutoScale.limits(highestRate);
    return plan(
        AutoScale.warmUp(limits),
        search(prefixes, "", limits, AutoScale.times(settings.duration(Parameter.DEADLINE))));
  }

  Writes writes() {
    return new Writes(
        settings.simulation() + " at " + Instant.now(),
        MovieLens.DIMENSION,
        settings.whole(Parameter.SEED),
        () -> SideChannel.to(target.connections().protocol()),
        HybridRun::say);
  }

  double draw(Session session) {
    // A stream of its own, so that what is drawn does not depend on what is asked.
    long mixed =
        new SplittableRandom(settings.whole(Parameter.SEED) ^ ~arrival(session)).nextLong();
    return (mixed >>> 11) * 0x1p-53;
  }

  /**
   * Opens the run's folder and begins to record.
   *
   * @param profile the load
   * @param search what goes on after it; null: nothing
   */
  synchronized HybridRun plan(LoadProfile profile, @Nullable CapacityRun search) {
    ArrivalPlan plan = profile.plan();
    RunFolder folder = runFolder == null ? RunFolders.create(settings) : runFolder;
    RunFolders.writeSettings(gates.config(), folder);
    RecordedLoad begun =
        RecordedLoad.begin(
            plan, search, folder, description(plan), settings.simulation(), HybridRun::say);
    load = begun;
    RunRecorder recorder = begun.recorder();
    if (AutoScale.searchTarget() == null) {
      timeline.start(recorder.arrivals(), folder.events(), HybridRun::say);
    }
    if (analyses.contains(gpus)) {
      gpus.start(recorder.arrivals(), folder);
    }
    if (leaks != null) {
      leaks.start(recorder.arrivals(), folder, begun.info().phases());
    }
    if (search != null) {
      search.start(recorder, folder, begun.info());
    }
    Interrupts.on(this::interrupt);
    return this;
  }

  private RunInfo description(ArrivalPlan plan) {
    return RunInfo.starting(
            settings.simulation(),
            target.environment().name(),
            scale,
            settings.text(Parameter.GATE),
            settings.whole(Parameter.SEED),
            plan)
        .withParameters(parameters())
        .withVersions(
            Map.of(
                "gatling",
                GatlingVersion.ThisVersion().fullVersion(),
                "java",
                Runtime.version().toString()))
        .withEngines(target.described("engines"))
        .withDataset(target.described("dataset"));
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = settings.parameters();
    if (autoScale != null) {
      parameters.put(Parameter.SCALE.key(), autoScale.source());
    }
    return parameters;
  }

  /**
   * Lets the load end now, and the run come to its end as usual: verdict, Gatling's report, exit
   * status.
   */
  private void interrupt() {
    if (interrupted) {
      return;
    }
    interrupted = true;
    say("stopping: no new requests; the report follows (once more: at once)");
    load().control().stop();
    Thread.ofPlatform().daemon().name("stop-limit").start(HybridRun::exitIfItTakesTooLong);
  }

  private static void exitIfItTakesTooLong() {
    try {
      Thread.sleep(STOP_LIMIT);
      say("not at its end after %d s: stopping at once".formatted(STOP_LIMIT.toSeconds()));
      System.exit(Interrupts.EXIT_STATUS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RecordedLoad load() {
    if (load == null) {
      throw new IllegalStateException(
          "the simulation has no load: call run(profile, steps) in its initializer");
    }
    return load;
  }

  /** Adds objectives of the simulation's own. */
  HybridRun require(List<SloBuilder> objectives) {
    gates = gates.with(objectives);
    return this;
  }

  /** Adds to what is found out after the load. */
  void afterLoad(Analysis analysis) {
    analyses.add(analysis);
  }

  /** Samples what generator and target use, from the start of the load on. */
  void watchLeaks() {
    if (AutoScale.searchTarget() != null) {
      return;
    }
    leaks = LeakWatch.of(settings, target.stack());
    afterLoad(leaks);
  }

  /** Plans faults for the phases named after them, and finds out how they were got over. */
  void inject(List<Fault> planned, LoadProfile profile) {
    if (AutoScale.searchTarget() != null) {
      return;
    }
    PlannedFaults made = PlannedFaults.of(planned, settings, target);
    faults = made;
    made.addTo(timeline, profile.plan());
    afterLoad(made.analysis(() -> load().recorder().arrivals().zeroNanoTime()));
  }

  /** What happens beside the load. */
  Timeline timeline() {
    return timeline;
  }

  long arrival(Session session) {
    return load().recording().arrival(session);
  }

  ArrivalPlan plan() {
    return load().plan();
  }

  OpenInjectionStep[] injection() {
    return GatlingInjection.ahead(load().plan(), load().control());
  }

  GrpcProtocolBuilder protocol() {
    return target.connections().recording(load().recording());
  }

  List<String> gateNames() {
    return gates.names();
  }

  /** {@return the rows of a run whose load has ended} */
  synchronized List<Gate> judge() {
    return Gates.rows(
        end(load().control().endedEarly() ? RunStatus.INCOMPLETE : RunStatus.COMPLETE));
  }

  private Verdict end(RunStatus status) {
    if (verdict == null) {
      RecordedLoad ended = load();
      ended.progress().close();
      timeline.close();
      if (faults != null) {
        faults.restoreAll(HybridRun::say);
      }
      Findings findings = analyses.of(ended.end(status), ended.search());
      findings.writeTo(ended.folder());
      findings.lines().forEach(HybridRun::say);
      verdict = gates.judge(ended.folder(), findings.metrics());
    }
    return verdict;
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
    if (load != null) {
      say(VerdictTable.of(end(RunStatus.INCOMPLETE)));
      say("Run folder: " + load.folder().path());
    }
    target.close();
  }
}
