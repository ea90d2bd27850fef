package io.hybridperf.suite.watch;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.verdict.WarmUpCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a load's warm-up go on until the system is steady, and only then plans what is judged.
 *
 * <p>The phases before the first judged one come first, as long as they are planned. They come
 * again, {@value #STEP_SECONDS} s each, under the same names with a number, until for that long the
 * system has not been seen to get faster ({@link WarmUpCheck}) or the limit is reached. They come
 * once more in any case: in what time the answers were looked at the load must go on.
 */
public final class WarmUp {
  private static final int STEP_SECONDS = 5;
  private static final Duration STEP = Duration.ofSeconds(STEP_SECONDS);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** One that sees no fall may be chance: there are as many as there are seconds. */
  private static final int STEADY_LOOKS = STEP_SECONDS;

  private final LoadProfile whole;
  private final List<Phase> leading;
  private final Duration limit;
  private final List<Slo> slos;
  private volatile boolean steady;
  private volatile boolean endedSteady;
  private volatile boolean complete;
  private volatile @Nullable Thread watcher;
  private int round = 1;

  /**
   * @param whole the load as it is without an extension
   * @param limit how long it may warm up; not more than its own warm-up: as planned
   * @param slos what will be judged
   */
  public WarmUp(LoadProfile whole, Duration limit, List<Slo> slos) {
    this.whole = whole;
    this.limit = limit;
    this.slos = slos;
    leading = whole.leading().phases();
    complete = leading.isEmpty() || lengthOf(leading).compareTo(limit) >= 0;
  }

  private static Duration lengthOf(List<Phase> phases) {
    return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /** {@return what is planned before it is known how long the warm-up takes} */
  public LoadProfile first() {
    return complete ? whole : whole.leading();
  }

  /** {@return how long what is not planned yet will take, if the system is steady} */
  public Duration ahead() {
    return complete ? Duration.ZERO : lengthOf(whole.phases()).minus(lengthOf(leading));
  }

  /** {@return by how much the judged phases come later than planned first} */
  public Duration delay(ArrivalPlan plan) {
    return Duration.ofNanos(plan.totalNanos()).minus(lengthOf(whole.phases()));
  }

  /**
   * Watches a load that begins.
   *
   * @param load while it is recorded
   * @param planned told once, when all is planned and before anything is judged
   */
  public void watch(RunningLoad load, Consumer<RunningLoad> planned) {
    if (complete) {
      planned.accept(load);
      return;
    }
    watcher =
        Background.start(
            "warm-up",
            () -> {
              try {
                look(load);
                planned.accept(now(load));
              } catch (InterruptedException e) {
                // The load has ended before it was warm.
              }
            });
  }

  private void look(RunningLoad load) throws InterruptedException {
    Optional<String> falling = Optional.empty();
    int looksSteady = 0;
    while (!complete) {
      Thread.sleep(LOOK_EVERY);
      RunningLoad now = now(load);
      now.info().writeTo(now.folder());
      RunLog log = RunLog.running(now.folder(), now.info());
      WarmUpCheck check =
          WarmUpCheck.over(
              log, now.info().phases().stream().map(PlannedPhase::name).toList(), slos);
      falling = check.stillFalling();
      looksSteady = check.isSteady() ? looksSteady + 1 : 0;
      steady = looksSteady >= STEADY_LOOKS;
    }
    long seconds = lengthOf(leading).plus(delay(load.clock().plan())).toSeconds();
    Console.say(
        falling
            .map(fall -> "warm-up: not steady in %s s: %s".formatted(seconds, fall))
            .orElse(
                "warm-up: %s, %s s in all"
                    .formatted(endedSteady ? "steady" : "not seen to be steady", seconds)));
  }

  private static RunningLoad now(RunningLoad load) {
    return load.with(load.info().withPhases(PlannedPhase.allOf(load.clock().plan())));
  }

  /**
   * Called by the injector at the end of what is planned.
   *
   * @return whether the plan goes on
   */
  public boolean extend(ArrivalPlan plan) {
    if (complete) {
      return false;
    }
    boolean last = steady;
    round++;
    leading.forEach(phase -> plan.append(again(phase)));
    if (last || plan.totalNanos() + leading.size() * STEP.toNanos() > limit.toNanos()) {
      endedSteady = last;
      planRest(plan);
    }
    return true;
  }

  private Phase again(Phase phase) {
    Duration length = phase.duration().compareTo(STEP) < 0 ? phase.duration() : STEP;
    return new Phase(phase.name() + "-" + round, phase.shape().continued(), length, false);
  }

  /** The load has ended: what has not come to its turn is planned still, so that it is missed. */
  public void close(ArrivalPlan plan) {
    Background.stop(watcher);
    planRest(plan);
  }

  private synchronized void planRest(ArrivalPlan plan) {
    if (!complete) {
      whole.phases().stream().skip(leading.size()).forEach(plan::append);
      complete = true;
    }
  }
}
