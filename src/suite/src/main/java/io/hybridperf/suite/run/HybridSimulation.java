package io.hybridperf.suite.run;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.degraded;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.recallAtK;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.exec.Executable;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.PlannedCalls;
import io.hybridperf.gatling.grpc.UnaryActionBuilder;
import io.hybridperf.measurement.analysis.ComparisonFindings;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.slo.SloBuilder;
import io.hybridperf.suite.answers.AnswerCheck;
import io.hybridperf.suite.answers.Queries;
import io.hybridperf.suite.answers.SystemAudit;
import io.hybridperf.suite.answers.Writes;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.capacity.PairedAnalysis;
import io.hybridperf.suite.fault.BurstAnalysis;
import io.hybridperf.suite.fault.Fault;
import io.hybridperf.suite.fault.PlannedFaults;
import io.hybridperf.suite.fault.RecoveryTarget;
import io.hybridperf.suite.hybrid.Asked;
import io.hybridperf.suite.resource.LeakWatch;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What every simulation of the suite begins with: its settings, its target, its queries, and a run
 * that is recorded and judged.
 *
 * <pre>{@code
 * public final class Steady extends HybridSimulation {
 *   private final Queries queries = queries(50, 30, 20);
 *
 *   {
 *     run(
 *         LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration()),
 *         queries.next(),
 *         search());
 *   }
 * }
 * }</pre>
 *
 * <p>Rates are those of the configuration times the environment's scale. A mistake in the settings
 * ends the JVM with one line on standard error and status {@value UserError#EXIT_STATUS}.
 */
public abstract class HybridSimulation extends ConfiguredSimulation {
  private static final String CAPACITY = "capacity";

  private final Set<String> asked = new TreeSet<>();

  /**
   * Reads the settings. The target is made ready, and the embedded stack started where the
   * environment asks for it, when the load is set up.
   */
  protected HybridSimulation() {}

  /**
   * {@return queries in a mix of types} The mix is drawn from the seed; texts and users follow a
   * Zipf law.
   *
   * @param simple weight of vector searches
   * @param hybrid weight of searches with graph enrichment
   * @param complex weight of searches with graph enrichment and a user's policy
   */
  protected final Queries queries(double simple, double hybrid, double complex) {
    return UserError.orExit(() -> {
      run.proveStore();
      asked.addAll(Queries.labels(new QueryMix.Weights(simple, hybrid, complex)));
      return Queries.of(settings(), new QueryMix.Weights(simple, hybrid, complex));
    });
  }

  /**
   * {@return a step that gives a virtual user its query, by the phase of the load it belongs to}
   *
   * @param queries gives the queries of a phase
   */
  protected final ChainBuilder ask(Function<Phase, Queries> queries) {
    run.expect((plan, slos) -> plan.checkAsked(phase -> queries.apply(phase).labels(), slos));
    return exec(session -> queries.apply(phase(session)).give(session));
  }

  /**
   * {@return the search a virtual user was given by {@link Queries#next()}, named by its type}
   *
   * <p>Its answer must be whole and possible: {@link #search(String, Function)}; and of those with
   * an exact answer in the session, the recall of the hits is recorded.
   */
  protected final UnaryActionBuilder<SearchRequest, SearchResponse> search() {
    return degradableSearch().check(degraded().is(List.of()));
  }

  /**
   * {@return as {@link #search()}, for loads in which stores fail on purpose: an answer may do
   * without a stage, if it says so}
   */
  protected final UnaryActionBuilder<SearchRequest, SearchResponse> degradableSearch() {
    return hybrid(session -> Queries.of(session).label())
        .search()
        .labels(() -> Set.copyOf(asked))
        .request(session -> Queries.of(session).request())
        .asked(Queries::named)
        .check(
            AnswerCheck.check(settings()),
            recallAtK(Math.toIntExact(settings().whole(Parameter.K))).optional());
  }

  /**
   * {@return a search of the simulation's own} Its answer must be whole, and possible by what was
   * asked: number, order, scores and ids of hits, filters, strategy, caches, policy, stage times.
   * Else it is an error and a wrong answer.
   *
   * @param name of its type
   * @param request what to ask
   */
  protected final UnaryActionBuilder<SearchRequest, SearchResponse> search(
      String name, Function<Session, SearchRequest> request) {
    return hybrid(name)
        .search()
        .request(request)
        .asked(Asked.by(request))
        .check(AnswerCheck.check(settings()), degraded().is(List.of()));
  }

  /**
   * Adds objectives to those of the configuration; one that the configuration has by the same name
   * takes its place. Call it before {@link #run(LoadProfile, Executable, Executable...)}.
   *
   * @param objectives as {@code slo("name").metric("error-rate").mustPass("< 1 %")}
   */
  protected final void require(SloBuilder... objectives) {
    orExit(() -> run.require(List.of(objectives)));
  }

  /**
   * Adds to what is found out after the load and before the verdict. Findings are printed, kept in
   * {@code findings.json}, and are the values of SLOs on metrics such as {@code recovery-time}.
   *
   * @param analysis looks at the recorded run; the target still stands
   */
  protected final void afterLoad(Analysis analysis) {
    run.analyse(() -> analysis, analysis::measures);
  }

  /**
   * Looks for resources of generator and target that grow through the run: the metric {@code
   * leaks}. Call it before {@link #run(LoadProfile, Executable, Executable...)}. Settings: {@code
   * leaks}.
   */
  protected final void findLeaks() {
    run.analyse(
        () -> LeakWatch.of(settings(), run.target().stack()), () -> List.of(LeakWatch.MEASURED));
  }

  /**
   * Compares each phase {@code peak} with the phase {@code baseline}, and finds how long it takes
   * afterwards until answers are within target again: the metrics {@code peak-to-baseline} and
   * {@code recovery-time}, of which the worst counts. Settings: {@code recovery}.
   */
  protected final void findRecovery() {
    run.expect((plan, _) -> BurstAnalysis.check(plan.profile()));
    run.analyse(
        () -> new BurstAnalysis(RecoveryTarget.of(settings())),
        () -> List.of(BurstAnalysis.RATIO_MEASURED, RecoveryTarget.MEASURED));
  }

  /** {@return what the run writes, and looks for again} Give it to {@link #afterLoad} too. */
  protected final Writes writes() {
    return Writes.of(settings(), () -> run.target().protocol().protocol());
  }

  /**
   * {@return a number of the virtual user's own, by which it may choose what to do; from 0 to less
   * than 1, the same in every run with the same seed}
   *
   * @param session the user's
   */
  protected final double draw(Session session) {
    return Queries.draw(settings().whole(Parameter.SEED), arrival(session));
  }

  /**
   * Lets stores fail in the phases named after the faults, restores them at the start of the phases
   * after these, and finds out how searches fared: the metrics {@code recovery-time}, {@code
   * fault-error-rate} and {@code time-to-fail}. Call it before {@link #run(LoadProfile, Executable,
   * Executable...)}. Settings: {@code recovery}, {@code faults}, and of the environment {@code
   * stack.faults} or {@code hooks}.
   *
   * @param faults one after the other
   * @param load with a phase {@link Fault#phase()} and one {@link Fault#restoredPhase()} for each
   */
  protected final void inject(List<Fault> faults, LoadProfile load) {
    Timeline timeline = run.timeline();
    run.analyse(
        () -> PlannedFaults.on(timeline, load.plan(), faults, settings(), run.target()),
        () -> PlannedFaults.measured(faults));
  }

  /**
   * Lets something happen beside the load, once: of several injectors the first does it. Call it
   * before {@link #run(LoadProfile, Executable, Executable...)}.
   *
   * @param since after the plan's start, warm-up included
   * @param what for people: printed, and kept in {@code events.jsonl}
   * @param action what to do; a failure is reported and ends nothing
   */
  protected final void at(Duration since, String what, Runnable action) {
    if (settings().share().isFirst()) {
      run.timeline().at(since, what, action);
    }
  }

  /**
   * {@return the number of a virtual user's arrival in the load, that of all injectors if there are
   * several; -1 if it is not one of the load's}
   *
   * @param session the user's
   */
  protected final long arrival(Session session) {
    return run.recorded().arrivalOfAll(session);
  }

  /**
   * {@return the phase of the load that a virtual user belongs to}
   *
   * @param session the user's
   * @throws IndexOutOfBoundsException if it is not one of the plan's
   */
  protected final Phase phase(Session session) {
    ArrivalPlan plan = run.recorded().plan();
    return plan.profile().phases().get(plan.phaseOf(run.recorded().arrival(session)));
  }

  /**
   * Puts the simulation together: the load, and after it the gates that judge it.
   *
   * <p>With {@code -Dagainst} two deployments take turns at its steady rate, and are compared.
   *
   * @param load how many virtual users begin when, scale included; with {@code -Dscale=auto} the
   *     scale is only applied now, so that until here rates are those of scale 1
   * @param first what each of them does first
   * @param steps and what then; a user's first request is its planned arrival
   */
  protected final void run(LoadProfile load, Executable first, Executable... steps) {
    Sides both = sides;
    if (both != null) {
      run.compareInstead(both);
    }
    run(both == null ? LoadPlan.of(load) : UserError.orExit(() -> both.plan(load)), first, steps);
  }

  /**
   * Puts a search for the capacity together: the highest rate at which the gated objectives on the
   * whole run hold, between {@link #qps()} and {@link #peak()}. Each rate is held for {@link
   * #hold()}; the search takes at most {@link #duration()}. Its result is the metric {@code
   * capacity}; the other objectives are judged where it was held.
   *
   * @param first what each virtual user does first
   * @param steps and what then
   */
  protected final void findCapacity(Executable first, Executable... steps) {
    CapacityRun search =
        UserError.orExit(() -> {
          LoadCheck.requireSearchable(settings(), run.scaleIsSearched());
          return search(LoadPlan.ONE_SYSTEM, "");
        });
    LoadProfile warmUp = LoadProfile.empty().warmUp(qps(), warmup());
    run(new LoadPlan(warmUp, LoadPlan.ONE_SYSTEM, search, null), first, steps);
  }

  /**
   * Puts a comparison together: two systems are asked the same in turns, {@link #cycles()} times
   * for {@link #hold()} each, at {@link #qps()}. Its results are the metrics {@code speed-up-p50}
   * and {@code speed-up-p99}; and with the profile {@value #CAPACITY}, {@code speed-up-capacity},
   * from searches up to {@link #peak()} which take turns too, until {@link #duration()} is over.
   *
   * @param system the name of the system
   * @param queries what it is asked
   * @param baseline the name of what it is compared with
   * @param baselineQueries the same queries, to the baseline
   * @param steps what each virtual user does with its query
   */
  protected final void compare(
      String system,
      Queries queries,
      String baseline,
      Queries baselineQueries,
      Executable... steps) {
    PairedBlocks blocks =
        new PairedBlocks(system, baseline, cycles(), settings().whole(Parameter.SEED));
    LoadProfile warmUps = PairedBlocks.warmUps(qps(), warmup(), system, baseline);
    List<String> prefixes = Stream.of(system, baseline).map(ComparisonFindings::prefix).toList();
    CapacityRun search =
        profile().equals(CAPACITY) ? UserError.orExit(() -> search(prefixes, system)) : null;
    afterLoad(new PairedAnalysis(blocks, search));
    run(
        new LoadPlan(
            blocks.appendTo(warmUps, qps(), hold()),
            prefixes,
            search,
            search == null ? blocks : null),
        exec(session -> {
          Queries asked = phase(session).name().startsWith(baseline) ? baselineQueries : queries;
          return asked.give(session, blocks.question(run.recorded().plan(), arrival(session)));
        }),
        steps);
  }

  /**
   * Puts an audit of the system under test together: what it says of itself, beside what can be
   * seen; {@link #cycles()} pairs of blocks of {@link #hold()} each, and repeated queries for half
   * as long.
   *
   * @param queries of a usual load
   * @see SystemAudit
   */
  protected final void audit(Queries queries) {
    SystemAudit audit = SystemAudit.of(settings(), queries);
    afterLoad(audit);
    run(
        new LoadPlan(
            audit.load(qps(), warmup(), hold()), LoadPlan.ONE_SYSTEM, null, audit.blocks()),
        exec(session ->
            audit.give(
                session,
                phase(session).name(),
                audit.blocks().question(run.recorded().plan(), arrival(session)))),
        audit.steps());
  }

  private CapacityRun search(List<String> prefixes, String phase) {
    return run.search(
        prefixes,
        phase,
        CapacityRun.limits(qps(), peak()),
        new CapacityRun.Times(hold(), duration(), settings().duration(Parameter.DEADLINE)));
  }

  private void run(LoadPlan load, Executable first, Executable... steps) {
    if (sides != null) {
      orExit(() -> sides.check(load));
    }
    LoadPlan plan = load.making(PlannedCalls.of(first, steps));
    if (run.isRepeated()) {
      List<SloGate> ofAll = UserError.orExit(() -> run.repeated(plan));
      setUp(SloGate.judging(run.inWords(), () -> ofAll))
          .assertions(SloGate.allPassed(run.gateNames()));
      return;
    }
    RecordedRun recorded = UserError.orExit(() -> run.begin(plan));
    GrpcProtocolBuilder protocol = run.target().protocol();
    ScenarioBuilder users = scenario(settings().simulation()).exec(first, steps);
    setUp(
            users
                .injectOpen(recorded.injection())
                .protocols(
                    recorded.recording(
                        sides == null ? protocol : sides.protocol(protocol, recorded)))
                .andThen(SloGate.judging(run.inWords(), recorded::judge)))
        .assertions(SloGate.allPassed(run.gateNames()));
  }

  private static void orExit(Runnable step) {
    UserError.orExit(() -> {
      step.run();
      return true;
    });
  }

  /**
   * Stops what was started for the run and prints its verdict. Gatling calls this when the load has
   * ended.
   */
  @Override
  public final void after() {
    run.close();
  }
}
