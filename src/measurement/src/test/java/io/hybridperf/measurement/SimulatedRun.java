package io.hybridperf.measurement;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.ManualClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** A run in simulated time: what each request meets is a function, everything else is real. */
public final class SimulatedRun {

  /** What happened to one request. */
  public record Fate(String label, long lagNanos, long serviceNanos, String status) {
    public static Fate ok(long serviceNanos) {
      return new Fate("simple", 0, serviceNanos, Status.OK);
    }

    public static Fate of(String status, long serviceNanos) {
      return new Fate("simple", 0, serviceNanos, status);
    }

    public Fate late(long byNanos) {
      return new Fate(label, byNanos, serviceNanos, status);
    }

    public Fate labelled(String other) {
      return new Fate(other, lagNanos, serviceNanos, status);
    }
  }

  /** The system and the generator together. */
  @FunctionalInterface
  public interface World {
    /** The fate of the arrival that is due at a time, in nanoseconds from the plan's start. */
    Fate meet(long arrival, long plannedNanos);
  }

  private record Event(long atNanos, long arrival, boolean send, Fate fate) {}

  /** The generator left the arrival out. */
  public static final Fate NOT_SENT = new Fate("", 0, 0, "");

  private static final long SECOND = 1_000_000_000;

  private final ArrivalPlan plan;
  private final RunFolder folder;
  private double scale = 1;
  private String gate = "must-pass";
  private Map<String, String> parameters = Map.of();
  private long endNanos = Long.MAX_VALUE;
  private List<String> targets = List.of();
  private LongUnaryOperator targetOf = _ -> 0;

  public SimulatedRun(Path results, LoadProfile profile) {
    plan = profile.plan();
    folder = RunFolder.create(results, "Simulated", Instant.EPOCH);
  }

  public SimulatedRun scale(double newScale) {
    scale = newScale;
    return this;
  }

  public SimulatedRun gate(String newGate) {
    gate = newGate;
    return this;
  }

  /** Gives the run several targets, and says which of them each arrival goes to. */
  public SimulatedRun targets(List<String> names, LongUnaryOperator indexOfArrival) {
    targets = names;
    targetOf = indexOfArrival;
    return this;
  }

  /** How the run says that it chose among its targets. */
  public SimulatedRun balancing(String balancing) {
    parameters = Map.of("balancing", balancing);
    return this;
  }

  /** How long the run says that it waits for an answer. */
  public SimulatedRun deadline(String deadline) {
    parameters = Map.of("deadline", deadline);
    return this;
  }

  /** Ends the run at a time from the plan's start if nothing happens after it. */
  public SimulatedRun endingAt(long nanos) {
    endNanos = nanos;
    return this;
  }

  public RunFolder folder() {
    return folder;
  }

  /** Runs to the end and reads the log back. */
  public RunLog run(World world) {
    return run(world, Long.MAX_VALUE);
  }

  /** Runs until a time from the plan's start, at which the process is killed. */
  public RunLog run(World world, long killedAtNanos) {
    RunInfo info =
        RunInfo.starting("Simulated", "test", scale, gate, 1, plan).withParameters(parameters);
    info.writeTo(folder);
    ManualClock clock = new ManualClock();
    long zero = clock.nanoTime() + 20_000_000;
    RunRecorder recorder =
        RunRecorder.open(folder, new ArrivalClock(plan, clock.nanoTime()), clock);
    recorder.expectTargets(targets);
    long[] nextFlush = {clock.nanoTime() + SECOND};
    for (Event event : events(world)) {
      if (event.atNanos > killedAtNanos) {
        return RunLog.read(folder);
      }
      flushUntil(zero + event.atNanos, nextFlush, clock, recorder);
      play(event, zero, recorder);
    }
    flushUntil(zero + Math.min(endNanos, plan.totalNanos()), nextFlush, clock, recorder);
    recorder.close();
    Digests.seal(folder, info.ended(RunStatus.COMPLETE, Instant.EPOCH));
    return RunLog.read(folder);
  }

  private void flushUntil(long nanoTime, long[] next, ManualClock clock, RunRecorder recorder) {
    while (next[0] <= nanoTime) {
      clock.moveTo(next[0]);
      recorder.flush();
      next[0] += SECOND;
    }
    clock.moveTo(Math.max(clock.nanoTime(), nanoTime));
  }

  private List<Event> events(World world) {
    List<Event> events = new ArrayList<>();
    for (long arrival = 0; arrival < plan.count(); arrival++) {
      long planned = ArrivalClock.slot(plan.plannedNanos(arrival));
      Fate fate = world.meet(arrival, planned);
      if (fate.equals(NOT_SENT)) {
        continue;
      }
      long sent = planned + fate.lagNanos;
      events.add(new Event(sent, arrival, true, fate));
      if (fate.serviceNanos >= 0) {
        events.add(new Event(sent + fate.serviceNanos, arrival, false, fate));
      }
    }
    events.sort(Comparator.comparingLong(Event::atNanos));
    return events;
  }

  private void play(Event event, long zero, RunRecorder recorder) {
    SampleWriter writer = recorder.writer();
    int phase = plan.phaseOf(event.arrival);
    Fate fate = event.fate;
    if (!targets.isEmpty()) {
      String target = targets.get((int) targetOf.applyAsLong(event.arrival));
      if (event.send) {
        writer.sentTo(target);
      } else {
        writer.endedAt(target, fate.status);
      }
    }
    if (event.send) {
      recorder.arrivals().started(event.arrival, zero + event.atNanos);
      writer.sent(phase, fate.label);
      return;
    }
    long planned = recorder.arrivals().plannedNanoTime(event.arrival);
    long sent = zero + event.atNanos - fate.serviceNanos;
    long response = zero + event.atNanos - planned;
    String[] series =
        targets.isEmpty()
            ? new String[0]
            : new String[] {
              Series.ofTarget(targets.get((int) targetOf.applyAsLong(event.arrival)))
            };
    writer.record(
        phase,
        fate.label,
        fate.status,
        fate.serviceNanos,
        response,
        sent - planned,
        series,
        new long[] {response},
        series.length);
  }
}
