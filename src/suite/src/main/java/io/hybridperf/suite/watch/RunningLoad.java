package io.hybridperf.suite.watch;

import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;

/**
 * A load while it is recorded.
 *
 * @param recorder records it
 * @param folder where it is recorded
 * @param info what is known of the run at its start
 */
public record RunningLoad(RunRecorder recorder, RunFolder folder, RunInfo info) {

  /** {@return the same, with what is known of the run by now} */
  public RunningLoad with(RunInfo now) {
    return new RunningLoad(recorder, folder, now);
  }

  /** {@return when which arrival is due} */
  public ArrivalClock clock() {
    return recorder.arrivals();
  }
}
