package io.hybridperf.measurement.record;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.TargetCounts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records a run into its folder while it goes.
 *
 * <pre>{@code
 * try (RunRecorder recorder = RunRecorder.start(folder, plan)) {
 *   // on each event loop, once:
 *   SampleWriter writer = recorder.writer();
 *   // for each arrival:
 *   long sentAt = System.nanoTime();
 *   long plannedAt = recorder.arrivals().started(arrival, sentAt);
 *   int phase = plan.phaseOf(arrival);
 *   writer.sent(phase, "simple");
 *   // when its answer is there:
 *   long now = System.nanoTime();
 *   writer.record(phase, "simple", "OK", now - sentAt, now - plannedAt, sentAt - plannedAt);
 * }
 * }</pre>
 *
 * <p>Threads record without locks or contention, each into buffers of its own; a flush swaps these
 * and appends one line for each combination of phase, label and status that was seen. What is
 * appended survives the end of the process in any way (it is handed to the operating system, not
 * forced to the disk). Memory depends on how many combinations are in use at a time, not on how
 * long the run is: about 0.7 MB for each on each thread, given back some 20 s after its phase.
 */
public final class RunRecorder implements AutoCloseable {

  /** The largest value a histogram takes: 60 s in nanoseconds. */
  public static final long MAX_VALUE = LoggedInterval.MAX_VALUE;

  /** The precision of histograms: values are kept to one part in a thousand. */
  public static final int SIGNIFICANT_DIGITS = LoggedInterval.SIGNIFICANT_DIGITS;

  private final RunFolder folder;
  private final ArrivalClock arrivals;
  private final RecorderClock clock;
  private final RunLogs logs;
  private final long baseNanoTime;
  private final List<ThreadWriter> writers = new CopyOnWriteArrayList<>();
  private final ThreadLocal<ThreadWriter> writer = ThreadLocal.withInitial(this::newWriter);
  private final ReentrantLock flushing = new ReentrantLock();
  private final ProgressTally tally = new ProgressTally();
  private final SlowestCalls slowest = new SlowestCalls();
  private final List<Consumer<RecordedInterval>> followers = new CopyOnWriteArrayList<>();
  private volatile @Nullable FlushThread flushThread;
  private final Set<String> targets = new ConcurrentSkipListSet<>();
  private long intervalStartNanoTime;
  private boolean closed;
  private boolean broken;

  private RunRecorder(RunFolder folder, ArrivalClock arrivals, RecorderClock clock) {
    this.folder = folder;
    this.arrivals = arrivals;
    this.clock = clock;
    // Together: what lies between them is off in the time of every line, for who merges logs.
    long epochMillis = clock.epochMillis();
    baseNanoTime = clock.nanoTime();
    logs = new RunLogs(folder, epochMillis);
    intervalStartNanoTime = baseNanoTime;
  }

  /**
   * Opens the logs and starts a daemon thread that appends to them every second. If they cannot be
   * written any more, that thread dies: see {@link Thread#setDefaultUncaughtExceptionHandler}.
   *
   * @param folder where to
   * @param plan the plan of the run
   * @return a recorder, to be closed when the last answer is in
   * @throws java.io.UncheckedIOException if the folder cannot be written to or holds a run already
   */
  public static RunRecorder start(RunFolder folder, ArrivalPlan plan) {
    RecorderClock clock = RecorderClock.SYSTEM;
    return start(folder, new ArrivalClock(plan, clock.nanoTime()));
  }

  /**
   * As {@link #start(RunFolder, ArrivalPlan)}, with a clock of arrivals that has headroom.
   *
   * @param folder where to
   * @param arrivals the clock of the run's plan, on {@link System#nanoTime()}
   * @return a recorder, to be closed when the last answer is in
   * @throws java.io.UncheckedIOException if the folder cannot be written to or holds a run already
   */
  public static RunRecorder start(RunFolder folder, ArrivalClock arrivals) {
    RunRecorder recorder = open(folder, arrivals, RecorderClock.SYSTEM);
    FlushThread thread = new FlushThread(recorder::flush);
    recorder.flushThread = thread;
    thread.start();
    return recorder;
  }

  /**
   * Opens the logs and leaves it to the caller to {@link #flush()}.
   *
   * @param folder where to
   * @param arrivals the clock of the run's plan
   * @param clock the time to go by
   * @return a recorder, to be closed when the last answer is in
   * @throws java.io.UncheckedIOException if the folder cannot be written to or holds a run already
   */
  public static RunRecorder open(RunFolder folder, ArrivalClock arrivals, RecorderClock clock) {
    return new RunRecorder(folder, arrivals, clock);
  }

  /** As far as the plan goes by now. */
  private List<String> phaseNames() {
    return arrivals.plan().profile().phases().stream().map(Phase::name).toList();
  }

  private ThreadWriter newWriter() {
    ThreadWriter made = new ThreadWriter(phaseNames().size());
    writers.add(made);
    return made;
  }

  /**
   * The writer of the calling thread.
   *
   * @return always the same one for the same thread
   */
  public SampleWriter writer() {
    return writer.get();
  }

  /**
   * Names targets, where there are several, so that one that gets nothing is seen. More may be
   * named while the run goes.
   *
   * @param names as {@link SampleWriter#sentTo} will have them
   */
  public void expectTargets(List<String> names) {
    targets.addAll(names);
  }

  /**
   * Hands each interval on once it is written.
   *
   * @param follower called on the recorder's thread: must be quick, and must not throw
   */
  public void follow(Consumer<RecordedInterval> follower) {
    followers.add(follower);
  }

  /**
   * Where the slowest calls are kept, to be written when the recorder is closed.
   *
   * @return those of this run
   */
  public SlowestCalls slowest() {
    return slowest;
  }

  /**
   * When arrivals are due.
   *
   * @return the clock of this run
   */
  public ArrivalClock arrivals() {
    return arrivals;
  }

  /**
   * What happened since the last call, up to the last flush.
   *
   * @return the sum of the intervals between
   */
  public ProgressSnapshot progress() {
    long now = clock.nanoTime();
    OptionalLong zero = arrivals.zeroNanoTime();
    return tally.take(
        zero.isPresent() ? phaseAt(now - zero.getAsLong()) : "", remaining(zero, now));
  }

  /**
   * Appends what was recorded since the last flush to the logs; nothing any more once they could
   * not be written.
   *
   * @throws java.io.UncheckedIOException if a log cannot be written
   */
  public void flush() {
    flushing.lock();
    try {
      if (!closed && !broken) {
        appendInterval();
      }
    } finally {
      flushing.unlock();
    }
  }

  private void appendInterval() {
    // Asked before the drain: what a dead thread recorded is all in it then.
    List<ThreadWriter> dead = writers.stream().filter(each -> !each.alive()).toList();
    List<SampleBuffer> drained = writers.stream().map(ThreadWriter::drain).toList();
    Interval interval = new Interval(phaseNames());
    targets.forEach(name -> interval.targets.put(name, TargetCounts.NONE));
    drained.forEach(interval::add);
    writers.removeAll(dead);
    long now = clock.nanoTime();
    OptionalLong zero = arrivals.zeroNanoTime();
    // What is written after a line that was cut off could not be read.
    broken = true;
    try {
      logs.append(
          interval,
          secondsSinceBase(intervalStartNanoTime),
          secondsSinceBase(now),
          zero.isPresent() ? (Double) secondsSinceBase(zero.getAsLong()) : null);
      broken = false;
    } finally {
      tally.add(interval, (now - intervalStartNanoTime) / 1e9);
      intervalStartNanoTime = now;
      followers.forEach(each -> each.accept(interval));
      drained.forEach(SampleBuffer::reset);
    }
  }

  private double secondsSinceBase(long nanoTime) {
    return Math.round((nanoTime - baseNanoTime) / 1e6) / 1e3;
  }

  private String phaseAt(long sinceZeroNanos) {
    List<String> phaseNames = phaseNames();
    return phaseNames.isEmpty() ? "" : phaseNames.get(arrivals.plan().phaseAt(sinceZeroNanos));
  }

  private Duration remaining(OptionalLong zero, long now) {
    long total = arrivals.plan().totalNanos();
    long done = zero.isPresent() ? Math.max(0, now - zero.getAsLong()) : 0;
    return Duration.ofNanos(Math.max(0, total - done));
  }

  /**
   * Flushes a last time, stops the thread and closes the logs. May be called twice. What is
   * recorded afterwards is lost.
   *
   * @throws java.io.UncheckedIOException if a log could not be written, now or earlier
   */
  @Override
  public void close() {
    FlushThread thread = flushThread;
    if (thread != null) {
      thread.halt();
    }
    flushing.lock();
    try {
      if (!closed) {
        try {
          if (!broken) {
            appendInterval();
            SlowCall.write(folder, slowest.kept());
          }
        } finally {
          closed = true;
          logs.close();
        }
      }
    } finally {
      flushing.unlock();
    }
    if (thread != null) {
      thread.rethrowFailure();
    }
  }
}
