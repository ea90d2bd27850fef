package io.hybridperf.suite.run;

import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.ProgressSnapshot;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.suite.capacity.CapacityRun;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The load of a run while it is recorded into the run's folder.
 *
 * @param plan when which arrival is due
 * @param folder where it is recorded
 * @param info what is known of the run at its start
 * @param recorder records it
 * @param recording tells the recorder of Gatling's calls
 * @param control ends it early
 * @param search what goes on after the plan; null: nothing
 * @param progress prints a line now and then
 */
record RecordedLoad(
    ArrivalPlan plan,
    RunFolder folder,
    RunInfo info,
    RunRecorder recorder,
    RunRecording recording,
    LoadControl control,
    @Nullable CapacityRun search,
    ProgressPrinter progress) {

  /**
   * Begins to record.
   *
   * @param plan the load
   * @param search what goes on after it; null: nothing
   * @param folder where to
   * @param info what is written there first
   * @param scenario the name of the scenario that the load is injected into
   * @param say takes lines for people
   */
  static RecordedLoad begin(
      ArrivalPlan plan,
      @Nullable CapacityRun search,
      RunFolder folder,
      RunInfo info,
      String scenario,
      Consumer<String> say) {
    info.writeTo(folder);
    RunRecorder recorder =
        RunRecorder.start(folder, new ArrivalClock(plan, System.nanoTime(), RunRecording.HEADROOM));
    RunRecording recording = RunRecording.of(recorder, plan, scenario);
    return new RecordedLoad(
        plan,
        folder,
        info,
        recorder,
        recording,
        new LoadControl(search, new LagLimit(recording::behindNanos), say),
        search,
        new ProgressPrinter(() -> progress(recorder, search), say));
  }

  private static ProgressSnapshot progress(RunRecorder recorder, @Nullable CapacityRun search) {
    ProgressSnapshot now = recorder.progress();
    return search == null ? now : now.withRemaining(search.remaining());
  }

  /**
   * Ends the recording, and with it the search.
   *
   * @param status how the run ended
   * @return what was recorded
   */
  RunLog end(RunStatus status) {
    if (search != null) {
      search.close();
    }
    recorder.close();
    info.withPhases(search == null ? PlannedPhase.allOf(plan) : search.judgedPhases(plan))
        .ended(status, Instant.now())
        .writeTo(folder);
    return RunLog.read(folder);
  }
}
