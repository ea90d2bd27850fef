package io.hybridperf.suite.capacity;

import io.hybridperf.measurement.analysis.CapacityFindings;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.analysis.CapacityStep;
import io.hybridperf.measurement.analysis.StepJudge;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Background;
import io.hybridperf.suite.watch.Console;
import io.hybridperf.suite.watch.RunningLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Searches for capacities by load: each rate becomes a phase that is appended to the plan, is
 * judged from the logs when its answers are in, and decides what comes next. Between two rates, and
 * for as long as it takes to judge, a light load keeps the system warm and lets it work off what an
 * overload left behind. Several searches take turns, so that drift hits all of them.
 *
 * <p>A rate's first second (phase {@code search-settle-N}) is not judged.
 */
public final class CapacityRun implements Analysis {
  /** From one rate to the next on the way up. */
  private static final double GROWTH = 1.5;

  /** How near a capacity is found. */
  private static final double TOLERANCE = 0.05;

  /**
   * How the rates are held.
   *
   * @param hold how long a rate is held during the bisection; half of it on the way up, twice of it
   *     for the confirmation and the refutation
   * @param most how long the whole may take, from the start of the load
   * @param deadline of a call: how long an answer may be waited for
   */
  public record Times(Duration hold, Duration most, Duration deadline) {}

  /** One of the searches that take turns. */
  private static final class Search {
    final String prefix;
    final CapacitySearch search;
    final List<CapacityStep> steps = new ArrayList<>();

    Search(String prefix, CapacitySearch search) {
      this.prefix = prefix;
      this.search = search;
    }
  }

  private static final String METRIC = "capacity";

  /** The metric {@code capacity}. */
  public static final Metric.External MEASURED =
      Metric.External.higherIsBetter(METRIC, Unit.PER_SECOND, "the highest rate that was held");

  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration LEAST_HOLD = Duration.ofSeconds(2);

  /** The injector asks a second ahead; a step that is planned later begins with a rest. */
  private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private static final long POLL_MILLIS = 200;

  /** Of the rate that a search begins with. */
  private static final double RESTING_SHARE = 0.25;

  private final List<Search> searches = new ArrayList<>();
  private final double restingRate;
  private final Times times;
  private final StepJudge judge;
  private int phases;
  private volatile long zeroNanoTime = Long.MAX_VALUE;
  private volatile boolean over;
  private volatile @Nullable Thread thread;

  /**
   * Searches that have not begun.
   *
   * @param prefixes what the names of each search's phases begin with
   * @param limits the bounds of each
   * @param times how the rates are held
   * @param judge judges the steps
   */
  public CapacityRun(
      List<String> prefixes, CapacitySearch.Limits limits, Times times, StepJudge judge) {
    prefixes.forEach(prefix -> searches.add(new Search(prefix, new CapacitySearch(limits))));
    this.restingRate = Math.max(1, limits.start() * RESTING_SHARE);
    this.times = times;
    this.judge = judge;
  }

  /**
   * Checks that there is time for a first rate.
   *
   * @param before how long the load takes that the search begins after
   * @throws UserError if there is not
   */
  public void checkTime(Duration before) {
    Duration first = rampHold().plus(SETTLE).plus(REST);
    if (before.plus(first).compareTo(times.most()) > 0) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "duration: the search has %d s in all, but what comes before it takes %d s and its first rate %d s; lengthen -Dduration",
              times.most().toSeconds(),
              before.toSeconds(),
              first.toSeconds()));
    }
  }

  /** Begins when what is planned already comes to its end. */
  @Override
  public void warm(RunningLoad load) {
    thread =
        Background.start(
            "capacity-search",
            () -> {
              try {
                search(load);
              } catch (InterruptedException e) {
                // Closed: what was found by now is the result.
              } catch (RuntimeException e) {
                if (!over) {
                  throw e;
                }
              } finally {
                over = true;
              }
            });
  }

  /** Called by the injector at the end of what is planned. */
  public boolean extend(ArrivalPlan plan) {
    if (over) {
      return false;
    }
    append(plan, "rest", restingRate, REST, false);
    return true;
  }

  private synchronized String append(
      ArrivalPlan plan, String name, double rate, Duration duration, boolean judged) {
    String unique = judged ? name : name + "-" + ++phases;
    plan.append(new Phase(unique, new Shape.Constant(rate), duration, judged));
    return unique;
  }

  private void search(RunningLoad load) throws InterruptedException {
    ArrivalPlan plan = load.clock().plan();
    OptionalLong zero = load.clock().zeroNanoTime();
    while (zero.isEmpty()) {
      Thread.sleep(POLL_MILLIS);
      zero = load.clock().zeroNanoTime();
    }
    // Only estimated until the warm-up is over, but well enough for this.
    zeroNanoTime = zero.getAsLong();
    sleepUntil(zeroNanoTime + plan.totalNanos() - AHEAD_NANOS);
    for (int turn = 0; !searches.isEmpty(); turn++) {
      Search current = searches.get(turn % searches.size());
      Optional<CapacitySearch.Step> next = current.search.next();
      if (next.isPresent() && !timeIsUp(next.get())) {
        step(load, current, next.get());
      } else if (searches.stream().allMatch(this::isOver)) {
        return;
      }
    }
  }

  private boolean isOver(Search search) {
    return search.search.next().map(this::timeIsUp).orElse(true);
  }

  private boolean timeIsUp(CapacitySearch.Step next) {
    return remaining().compareTo(hold(next).plus(SETTLE).plus(REST)) < 0;
  }

  /** {@return for how long the search may still go on} */
  public Duration remaining() {
    if (over) {
      return Duration.ZERO;
    }
    long zero = zeroNanoTime;
    long spent = zero == Long.MAX_VALUE ? 0 : System.nanoTime() - zero;
    Duration left = times.most().minusNanos(spent);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration hold(CapacitySearch.Step step) {
    return switch (step.purpose()) {
      case RAMP -> rampHold();
      case BISECTION -> times.hold();
      case CONFIRMATION, REFUTATION -> times.hold().multipliedBy(2);
    };
  }

  private Duration rampHold() {
    Duration half = times.hold().dividedBy(2);
    return half.compareTo(LEAST_HOLD) < 0 ? LEAST_HOLD : half;
  }

  private void step(RunningLoad load, Search search, CapacitySearch.Step step)
      throws InterruptedException {
    ArrivalPlan plan = load.clock().plan();
    int index;
    String name = String.format(Locale.ROOT, "%sstep-%02d", search.prefix, search.steps.size() + 1);
    synchronized (this) {
      append(plan, search.prefix + "search-settle", step.rate(), SETTLE, false);
      append(plan, name, step.rate(), hold(step), true);
      index = plan.profile().phases().size() - 1;
    }
    now(load).writeTo(load.folder());
    long end = zeroNanoTime + plan.endNanos(index);
    sleepUntil(end);
    CapacityStep result = judged(load, name, end + times.deadline().toNanos());
    search.steps.add(result);
    search.search.record(result.outcome());
    Console.say(CapacityFindings.line(result));
  }

  /** When all of the step's answers are in, or can come no more. */
  private CapacityStep judged(RunningLoad load, String name, long deadlineNanoTime)
      throws InterruptedException {
    while (true) {
      Thread.sleep(POLL_MILLIS);
      boolean last = System.nanoTime() - deadlineNanoTime > 0;
      load.recorder().flush();
      RunLog log = RunLog.running(load.folder(), now(load));
      PlannedPhase phase =
          log.info().phases().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow();
      if (last || StepJudge.isAnswered(log, phase)) {
        return judge.judge(log, phase);
      }
    }
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private static RunInfo now(RunningLoad load) {
    return load.info().withPhases(PlannedPhase.allOf(load.clock().plan()));
  }

  /** Ends the search; what was found by then is the result. */
  @Override
  public void loadEnds() {
    over = true;
    Background.stop(thread);
  }

  /** {@return who judges the steps} */
  public StepJudge judge() {
    return judge;
  }

  /** {@return what was found, by the prefix of its phases; to be asked after the end} */
  public Map<String, CapacityFindings> findings() {
    Map<String, CapacityFindings> found = new LinkedHashMap<>();
    for (Search search : searches) {
      found.put(search.prefix, new CapacityFindings(search.search.result(), search.steps));
    }
    return found;
  }

  /** Adds what was found. Of a single search, its capacity is the metric {@code capacity}. */
  @Override
  public Findings add(RunLog log, Findings soFar) {
    Findings findings = soFar;
    for (Map.Entry<String, CapacityFindings> found : findings().entrySet()) {
      if (searches.size() > 1) {
        findings = findings.line(found.getKey() + ":");
      }
      findings =
          found
              .getValue()
              .addTo(findings, METRIC, searches.size() > 1 ? found.getKey() + METRIC : METRIC);
    }
    return searches.size() > 1
        ? findings.notMeasured(METRIC, "there are several, one for each storage")
        : findings;
  }

  /**
   * {@return the plan's phases, of which only those are judged in which a capacity was held} What
   * is meant to be beyond the capacity says nothing about the run.
   *
   * @param plan as far as it came
   */
  public List<PlannedPhase> judgedPhases(ArrivalPlan plan) {
    List<String> held =
        findings().values().stream()
            .flatMap(found -> found.atCapacity().stream())
            .map(CapacityStep::phase)
            .toList();
    return PlannedPhase.allOf(plan).stream()
        .map(phase -> isStep(phase.name()) ? phase.judged(held.contains(phase.name())) : phase)
        .toList();
  }

  private boolean isStep(String phase) {
    return searches.stream().anyMatch(search -> phase.startsWith(search.prefix + "step-"));
  }

  /**
   * {@return the bounds of a search}
   *
   * @param lowest rate, with which it begins
   * @param highest rate
   * @throws UserError if they have no sense
   */
  public static CapacitySearch.Limits limits(double lowest, double highest) {
    try {
      return new CapacitySearch.Limits(lowest, highest, GROWTH, TOLERANCE);
    } catch (IllegalArgumentException e) {
      throw new UserError("qps, peak: " + e.getMessage());
    }
  }
}
