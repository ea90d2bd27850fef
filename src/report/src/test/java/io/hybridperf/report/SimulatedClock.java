package io.hybridperf.report;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import java.util.concurrent.TimeUnit;

/** Goes on by a second when it is told to. */
final class SimulatedClock implements RecorderClock {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long epochMillis;
  private long now;

  /**
   * At zero.
   *
   * @param epochMillis what a clock on the wall says all the time
   */
  SimulatedClock(long epochMillis) {
    this.epochMillis = epochMillis;
  }

  /** What becomes of an arrival, written at once. */
  interface Answer {
    void to(RunRecorder recorder, long arrival, long plannedNanos);
  }

  /** Records a plan in this time, a flush each second. */
  void record(RunFolder folder, ArrivalPlan plan, Answer answer) {
    try (RunRecorder recorder = open(folder, plan)) {
      for (long arrival = 0; arrival < plan.count(); arrival++) {
        long planned = plan.plannedNanos(arrival);
        while (planned >= now + SECOND) {
          goOn();
          recorder.flush();
        }
        answer.to(recorder, arrival, planned);
      }
      goOn();
    }
  }

  /** {@return a recorder in this time, of a plan that begins at zero} */
  RunRecorder open(RunFolder folder, ArrivalPlan plan) {
    return RunRecorder.open(folder, new ArrivalClock(plan, 0), this);
  }

  void goOn() {
    now += SECOND;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochMillis() {
    return epochMillis;
  }
}
