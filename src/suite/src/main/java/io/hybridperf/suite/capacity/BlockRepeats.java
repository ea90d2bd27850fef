package io.hybridperf.suite.capacity;

import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.verdict.ScheduleAudit;
import io.hybridperf.suite.watch.Background;
import io.hybridperf.suite.watch.Console;
import io.hybridperf.suite.watch.RunningLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs pairs of blocks of a comparison again in which the generator, or the machine under it,
 * stalled: such a block says how long the stall was. A pair is run again at most twice; then it
 * counts as it is.
 *
 * <p>The logs are looked at when the blocks are over, under the load of a phase {@code rest}.
 */
public final class BlockRepeats {
  private static final Duration REST = Duration.ofSeconds(2);
  private static final int MOST_REPEATS = 2;

  /** For the last answers of a block, and for the recorder. */
  private static final long AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final PairedBlocks blocks;
  private final AuditLimits limits;
  private final Map<Integer, Integer> repeats = new HashMap<>();
  private final Set<Integer> replaced = new HashSet<>();
  private int planned;
  private int lookedAt;
  private int rests;
  private @Nullable List<Integer> due;
  private boolean over;
  private volatile @Nullable Thread thread;

  /**
   * @param blocks the load
   * @param limits how late the generator may be in a block
   */
  public BlockRepeats(PairedBlocks blocks, AuditLimits limits) {
    this.blocks = blocks;
    this.limits = limits;
    planned = blocks.pairs();
  }

  /** Begins when all is planned. */
  public void watch(RunningLoad load) {
    thread =
        Background.start(
            "block-repeats",
            () -> {
              try {
                while (!isOver()) {
                  look(load);
                }
              } catch (InterruptedException e) {
                // The load has ended.
              }
            });
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void look(RunningLoad load) throws InterruptedException {
    ArrivalPlan plan = load.clock().plan();
    long zero = load.clock().zeroNanoTime().orElse(Long.MAX_VALUE);
    long end = zero == Long.MAX_VALUE ? zero : zero + endOfBlocks(plan) + AFTER_NANOS;
    TimeUnit.NANOSECONDS.sleep(
        zero == Long.MAX_VALUE ? AFTER_NANOS : Math.max(AFTER_NANOS / 10, end - System.nanoTime()));
    synchronized (this) {
      if (zero == Long.MAX_VALUE
          || due != null
          || lookedAt == planned
          || System.nanoTime() - zero < endOfBlocks(plan) + AFTER_NANOS) {
        return;
      }
    }
    load.recorder().flush();
    RunInfo info = load.info().withPhases(PlannedPhase.allOf(plan));
    info.writeTo(load.folder());
    found(stalled(RunLog.running(load.folder(), info)));
  }

  private long endOfBlocks(ArrivalPlan plan) {
    List<Phase> phases = plan.profile().phases();
    long end = 0;
    for (int index = 0; index < phases.size(); index++) {
      end = phases.get(index).judged() ? plan.endNanos(index) : end;
    }
    return end;
  }

  /** {@return the pairs not looked at before that stalled, with the reason of each} */
  synchronized Map<Integer, String> stalled(RunLog log) {
    Map<Integer, String> found = new HashMap<>();
    for (PlannedPhase phase : log.info().phases()) {
      int pair = phase.judged() ? blocks.pairOf(phase.name()) : -1;
      if (pair >= lookedAt) {
        ScheduleAudit.of(log.ofPhase(phase), limits).violations().stream()
            .findFirst()
            .ifPresent(why -> found.putIfAbsent(pair, phase.name() + ": " + why));
      }
    }
    return found;
  }

  /** Takes what was found of all pairs that are planned. */
  synchronized void found(Map<Integer, String> stalled) {
    lookedAt = planned;
    List<Integer> again = new ArrayList<>();
    stalled.forEach((pair, why) -> {
      if (repeats.getOrDefault(pair, 0) < MOST_REPEATS) {
        again.add(pair);
        Console.say("run again, since the generator stalled: " + why);
      }
    });
    due = again;
  }

  /**
   * Called by the injector at the end of what is planned.
   *
   * @return whether the plan goes on
   */
  public synchronized boolean extend(ArrivalPlan plan) {
    if (over) {
      return false;
    }
    if (due != null) {
      if (due.isEmpty()) {
        over = true;
        return false;
      }
      for (int pair : due) {
        blocks.again(plan.profile().phases(), pair, planned).forEach(plan::append);
        repeats.put(planned, repeats.getOrDefault(pair, 0) + 1);
        replaced.add(pair);
        planned++;
      }
      due = null;
    }
    Phase last = plan.profile().phases().getLast();
    plan.append(
        new Phase("rest-" + ++rests, new Shape.Constant(last.shape().highestRate()), REST, false));
    return true;
  }

  /** The load has ended: what was found by then stays. */
  public void close() {
    synchronized (this) {
      over = true;
    }
    Background.stop(thread);
  }

  /**
   * Which phases count.
   *
   * @param all the plan's
   * @return the same, pairs that were run again not judged
   */
  public synchronized List<PlannedPhase> judgedPhases(List<PlannedPhase> all) {
    return all.stream()
        .map(phase -> replaced.contains(blocks.pairOf(phase.name())) ? phase.judged(false) : phase)
        .toList();
  }
}
