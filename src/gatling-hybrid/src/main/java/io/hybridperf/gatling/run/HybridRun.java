package io.hybridperf.gatling.run;

import com.typesafe.config.ConfigRenderOptions;
import io.gatling.commons.util.GatlingVersion;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Session;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.feeders.MovieLens;
import io.hybridperf.feeders.QueryMix;
import io.hybridperf.feeders.QuerySet;
import io.hybridperf.feeders.User;
import io.hybridperf.gatling.fault.Fault;
import io.hybridperf.gatling.fault.Faults;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.RunRecording;
import io.hybridperf.gatling.grpc.SideChannel;
import io.hybridperf.gatling.hybrid.GatlingInjection;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.ProgressSnapshot;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.slo.Findings;
import io.hybridperf.measurement.slo.Verdict;
import io.hybridperf.measurement.slo.VerdictTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run from its settings to its verdict. */
final class HybridRun implements AutoCloseable {
  /** The exit status after a mistake of the person who started the run: EX_USAGE of sysexits.h. */
  static final int EXIT_STATUS_OF_MISTAKES = 64;

  /** From an interrupt to the end of what is under way, analyses included. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private static final String FOLDER_PROPERTY = "hybridperf.run.folder";

  /** What exists once the load is known. */
  private record Load(
      ArrivalPlan plan,
      RunFolder folder,
      RunInfo info,
      RunRecorder recorder,
      RunRecording recording,
      LoadControl control,
      @Nullable CapacityRun search,
      ProgressPrinter progress) {}

  private final Class<?> simulationClass;
  private final Settings settings;
  private final Environment environment;
  private final Gates gates;
  private final @Nullable EmbeddedStack stack;
  private final List<String> targets;
  private final GrpcProtocolBuilder connections;
  private final Timeline timeline = new Timeline();
  private final List<Analysis> analyses = new ArrayList<>(List.of(new AnswerCounts()));
  private @Nullable LeakWatch leaks;
  private @Nullable Faults faults;
  private @Nullable RunFolder runFolder;
  private @Nullable AutoScale autoScale;
  private double scale;
  private @Nullable Load load;
  private @Nullable Verdict verdict;
  private volatile boolean interrupted;
  private boolean closed;

  private HybridRun(
      Class<?> simulationClass,
      Settings settings,
      Environment environment,
      Gates gates,
      @Nullable EmbeddedStack stack,
      List<String> targets,
      GrpcProtocolBuilder connections) {
    this.simulationClass = simulationClass;
    this.targets = List.copyOf(targets);
    this.scale = environment.scale();
    this.settings = settings;
    this.environment = environment;
    this.gates = gates;
    this.stack = stack;
    this.connections = connections;
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
                  settings.scaleIsAuto() ? AutoScale.WORD : plain(environment.scale())));
      String searchTarget = AutoScale.searchTarget();
      EmbeddedStack stack =
          environment.embedded() && searchTarget == null
              ? EmbeddedStack.start(settings, HybridRun::say)
              : null;
      List<String> targets =
          searchTarget != null
              ? List.of(searchTarget.split(",", -1))
              : stack == null ? environment.targets() : List.of(stack.target());
      GrpcProtocolBuilder connections = Connections.to(targets, settings, environment);
      HybridRun run =
          new HybridRun(simulationClass, settings, environment, gates, stack, targets, connections);
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
      System.exit(EXIT_STATUS_OF_MISTAKES);
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
    return environment;
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
    RunFolder folder = folder();
    runFolder = folder;
    AutoScale found =
        AutoScale.find(simulationClass, targets, folder.path(), load.highestRate(), HybridRun::say);
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
        () -> SideChannel.to(connections.protocol()),
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
    LoadControl control = new LoadControl(search);
    RunFolder folder = runFolder == null ? folder() : runFolder;
    RunInfo info =
        RunInfo.starting(
                settings.simulation(),
                environment.name(),
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
            .withEngines(described("engines"))
            .withDataset(described("dataset"));
    info.writeTo(folder);
    writeSettings(folder);
    RunRecorder recorder =
        RunRecorder.start(folder, new ArrivalClock(plan, System.nanoTime(), RunRecording.HEADROOM));
    load =
        new Load(
            plan,
            folder,
            info,
            recorder,
            RunRecording.of(recorder, plan, settings.simulation()),
            control,
            search,
            new ProgressPrinter(() -> progress(recorder, search), HybridRun::say));
    if (AutoScale.searchTarget() == null) {
      timeline.start(recorder.arrivals(), folder.events(), HybridRun::say);
    }
    if (leaks != null) {
      leaks.start(recorder.arrivals(), folder);
    }
    if (search != null) {
      search.start(recorder, folder, info);
    }
    Interrupts.on(this::interrupt);
    return this;
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = settings.parameters();
    if (autoScale != null) {
      parameters.put(Parameter.SCALE.key(), autoScale.source());
    }
    return parameters;
  }

  private static ProgressSnapshot progress(RunRecorder recorder, @Nullable CapacityRun search) {
    ProgressSnapshot now = recorder.progress();
    return search == null ? now : now.withRemaining(search.remaining());
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

  private RunFolder folder() {
    String given = System.getProperty(FOLDER_PROPERTY);
    if (given == null) {
      return RunFolder.create(
          settings.home().resolve("results"), settings.simulation(), Instant.now());
    }
    Path path = Path.of(given).toAbsolutePath().normalize();
    try {
      return new RunFolder(Files.createDirectories(path));
    } catch (IOException e) {
      throw new UserError(
          "-D%s=%s: the folder cannot be made: %s"
              .formatted(FOLDER_PROPERTY, path, e.getMessage()));
    }
  }

  /** So that a run can be judged again, or for the first time if it was killed. */
  private void writeSettings(RunFolder folder) {
    String text = settings.config().root().render(ConfigRenderOptions.concise().setFormatted(true));
    try {
      Files.writeString(folder.path().resolve("settings.json"), text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the run's folder cannot be written to", e);
    }
  }

  private Map<String, String> described(String part) {
    Map<String, String> described = new TreeMap<>();
    if (stack != null) {
      stack
          .description()
          .path(part)
          .properties()
          .forEach(entry -> described.put(entry.getKey(), entry.getValue().asText()));
    }
    return described;
  }

  private Load load() {
    if (load == null) {
      throw new IllegalStateException(
          "the simulation has no load: call run(profile, steps) in its initializer");
    }
    return load;
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
    leaks = LeakWatch.of(settings, stack);
    afterLoad(leaks);
  }

  /** Plans faults for the phases named after them, and finds out how they were got over. */
  void inject(List<Fault> planned, LoadProfile profile) {
    if (AutoScale.searchTarget() != null) {
      return;
    }
    Faults made = FaultSource.of(settings, stack);
    faults = made;
    ArrivalPlan phases = profile.plan();
    for (Fault fault : planned) {
      timeline.at(
          start(phases, fault.phase()),
          "%s %s".formatted(fault.kind().order(), fault.store()),
          () -> made.apply(fault));
      timeline.at(
          start(phases, fault.restoredPhase()),
          "restore " + fault.store(),
          () -> made.restore(fault));
    }
    afterLoad(
        new FaultAnalysis(
            planned,
            made,
            RecoveryTarget.of(settings),
            () -> load().recorder().arrivals().zeroNanoTime()));
  }

  private static Duration start(ArrivalPlan plan, String phase) {
    List<Phase> phases = plan.profile().phases();
    for (int n = 0; n < phases.size(); n++) {
      if (phases.get(n).name().equals(phase)) {
        return Duration.ofNanos(plan.startNanos(n));
      }
    }
    throw new IllegalArgumentException("the load has no phase '" + phase + "'");
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
    return connections.recording(load().recording());
  }

  List<String> gateNames() {
    return gates.names();
  }

  /** {@return the rows of a run whose load has ended} */
  synchronized List<Gate> judge() {
    return Gates.rows(end(interrupted ? RunStatus.INCOMPLETE : RunStatus.COMPLETE));
  }

  /** Findings of all analyses; one that fails says so and leaves its metrics NOT MEASURED. */
  private Findings analysed(RunLog log, @Nullable CapacityRun search) {
    Findings findings =
        Findings.none().notMeasured("gpu-utilisation", "no source of GPU metrics is configured");
    if (search != null) {
      findings = search.addTo(findings);
    }
    for (Analysis analysis : analyses) {
      try {
        findings = analysis.add(log, findings);
      } catch (RuntimeException e) {
        findings = findings.line("an analysis failed: " + e);
      }
    }
    return findings;
  }

  private Verdict end(RunStatus status) {
    if (verdict == null) {
      Load ended = load();
      ended.progress().close();
      timeline.close();
      if (faults != null) {
        faults.restoreAll(HybridRun::say);
      }
      CapacityRun search = ended.search();
      if (search != null) {
        search.close();
      }
      ended.recorder().close();
      ended
          .info()
          .withPhases(
              search == null ? PlannedPhase.allOf(ended.plan()) : search.judgedPhases(ended.plan()))
          .ended(status, Instant.now())
          .writeTo(ended.folder());
      Findings findings = analysed(RunLog.read(ended.folder()), search);
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
    if (stack != null) {
      stack.close();
    }
  }
}
