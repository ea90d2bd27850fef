package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;

/**
 * Where one thread puts what it measured. Get one from {@link RunRecorder#writer()} on the thread
 * that uses it, and keep it there: a writer is not safe for two threads.
 *
 * <p>Nothing is allocated once a combination of phase, label and status has been used in two
 * intervals; no lock is ever taken. Labels and statuses should be the same few strings over and
 * over. A value outside 0 .. {@link RunRecorder#MAX_VALUE} is recorded as the nearest of these and
 * counted as clamped.
 */
public interface SampleWriter {

  /**
   * A request was sent.
   *
   * @param phase index of the arrival's phase in the profile
   * @param label the query type
   */
  void sent(int phase, String label);

  /**
   * A request was answered, by the server or by its deadline.
   *
   * @param phase index of the arrival's phase in the profile
   * @param label the query type
   * @param status {@link Status#OK} or the name of a gRPC status
   * @param serviceNanos from the actual send to the answer
   * @param responseNanos from the planned arrival to the answer
   * @param lagNanos from the planned arrival to the actual send; up to 1 ms below zero is within
   *     the injector's rounding and recorded as zero, more is also counted as early
   */
  void record(
      int phase, String label, String status, long serviceNanos, long responseNanos, long lagNanos);

  /**
   * A request was answered, and numbers were found in its answer: as {@link #record(int, String,
   * String, long, long, long)} and then {@link #value} for each of them, at less cost.
   *
   * @param phase index of the arrival's phase in the profile
   * @param label the query type
   * @param status as in the other method
   * @param serviceNanos as in the other method
   * @param responseNanos as in the other method
   * @param lagNanos as in the other method
   * @param series what the numbers are
   * @param values the numbers
   * @param count how many of both, from the first
   */
  void record(
      int phase,
      String label,
      String status,
      long serviceNanos,
      long responseNanos,
      long lagNanos,
      String[] series,
      long[] values,
      int count);

  /**
   * Something else that was measured on a request.
   *
   * @param series what it is, one of {@link Series} or a name of your own
   * @param phase index of the arrival's phase in the profile
   * @param label the query type
   * @param status the status of the answer it was measured on
   * @param value nanoseconds or parts per million, 0 .. {@link RunRecorder#MAX_VALUE}
   */
  void value(String series, int phase, String label, String status, long value);

  /**
   * An arrival was due and no request could be sent for it.
   *
   * @param phase index of the arrival's phase in the profile
   * @param label the query type
   */
  void dropped(int phase, String label);

  /**
   * A request was sent to one target of several.
   *
   * @param target its name; one of few, the same string over and over
   */
  void sentTo(String target);

  /**
   * A request to one target of several was answered, by the target or by its deadline.
   *
   * @param target its name
   * @param status as in {@link #record(int, String, String, long, long, long)}
   */
  void endedAt(String target, String status);
}
