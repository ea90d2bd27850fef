package io.hybridperf.gatling.grpc.record;

import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.record.SlowestCalls;
import io.hybridperf.measurement.run.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Describes the calls of one event loop that are among the slowest of their phase and type. */
final class LoopSlowest {
  private static final double NANOS_PER_SECOND = 1e9;

  private final RunRecording run;
  // By phase and type: not to be looked up under a key that is made for every call.
  private final List<Map<String, SlowestCalls.Kind>> kinds = new ArrayList<>();

  LoopSlowest(RunRecording run) {
    this.run = run;
  }

  /** What was measured of a call. */
  record Measured(
      int phase, String label, String status, long dueNanos, long sentNanos, long endNanos) {}

  /** {@return where a call belongs, if it is to be described} */
  boolean takes(int phase, String label, long responseNanos, CallRecording.Call call) {
    return of(phase, label).takes(responseNanos, !call.trace().isEmpty());
  }

  private SlowestCalls.Kind of(int phase, String label) {
    while (kinds.size() <= phase) {
      kinds.add(new HashMap<>());
    }
    SlowestCalls.Kind kind = kinds.get(phase).get(label);
    if (kind == null) {
      kind = run.recorder().slowest().of(phaseName(phase), Tag.clean(label));
      kinds.get(phase).put(label, kind);
    }
    return kind;
  }

  private String phaseName(int phase) {
    return Tag.clean(run.plan().profile().phases().get(phase).name());
  }

  /**
   * Keeps a call.
   *
   * @param measured of it
   * @param call which it was
   * @param series of the numbers found in its answer
   * @param values these numbers
   * @param count how many of both
   */
  void add(Measured measured, CallRecording.Call call, String[] series, long[] values, int count) {
    Map<String, Long> stages = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (series[i].startsWith(SlowCall.STAGE)) {
        stages.put(series[i], values[i]);
      }
    }
    long due = Math.min(measured.dueNanos(), measured.sentNanos());
    OptionalLong zero = run.recorder().arrivals().zeroNanoTime();
    String target = call.target();
    of(measured.phase(), measured.label())
        .add(
            new SlowCall(
                phaseName(measured.phase()),
                Tag.clean(measured.label()),
                measured.status(),
                zero.isEmpty() ? 0 : (due - zero.getAsLong()) / NANOS_PER_SECOND,
                measured.endNanos() - due,
                measured.endNanos() - measured.sentNanos(),
                measured.sentNanos() - measured.dueNanos(),
                target == null ? run.onlyTarget() : target,
                call.asked(),
                call.trace(),
                stages));
  }
}
