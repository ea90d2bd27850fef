package io.hybridperf.measurement.record;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.run.RunFolder;
import java.util.concurrent.TimeUnit;

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
 */
@SuppressWarnings("DoNotCallSuggester")
public final class RunRecorder implements AutoCloseable {

  /** The largest value a histogram takes: 60 s in nanoseconds. */
  public static final long MAX_VALUE = TimeUnit.SECONDS.toNanos(60);

  /**
   * Opens the logs and starts a daemon thread that appends to them every second.
   *
   * @param folder where to
   * @param plan the plan of the run
   * @return a recorder, to be closed when the last answer is in
   */
  public static RunRecorder start(RunFolder folder, ArrivalPlan plan) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Opens the logs and leaves it to the caller to {@link #flush()}.
   *
   * @param folder where to
   * @param arrivals the clock of the run's plan
   * @param clock the time to go by
   * @return a recorder, to be closed when the last answer is in
   */
  public static RunRecorder open(RunFolder folder, ArrivalClock arrivals, RecorderClock clock) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * The writer of the calling thread.
   *
   * @return always the same one for the same thread
   */
  public SampleWriter writer() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * When arrivals are due.
   *
   * @return the clock of this run
   */
  public ArrivalClock arrivals() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * The last complete interval.
   *
   * @return what happened in it
   */
  public ProgressSnapshot progress() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Appends what was recorded since the last flush to the logs, through to the disk. */
  public void flush() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Flushes a last time, stops the thread and closes the logs. May be called twice. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
