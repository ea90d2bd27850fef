package io.hybridperf.gatling.grpc.record;

import io.gatling.core.session.Session;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.run.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Records the calls of one event loop. */
final class RunLoopRecorder implements CallRecording.Recorder {
  private final RunRecording run;
  // A bit a user: a mark in the session would cost a copy of it.
  private final BitSet arrived = new BitSet();
  // What was found in the answer whose end is recorded next.
  private String[] series = new String[16];
  private long[] values = new long[16];
  private int found;
  private final LoopSlowest slowest;
  private CallRecording.@Nullable Call call;
  private @Nullable SampleWriter writer;
  private final Map<String, String> seriesOfTargets = new HashMap<>();
  // Of the call whose end is recorded next, where there are several: a target, a server behind it.
  private final String[] asked = new String[2];
  private int askedCount;
  // By phase and name in the scenario: not to be put together for every call.
  private final List<Map<String, String>> shown = new ArrayList<>();

  RunLoopRecorder(RunRecording run) {
    this.run = run;
    slowest = new LoopSlowest(run);
  }

  /** Not before the event loop's own thread asks, since writers belong to threads. */
  private SampleWriter writer() {
    SampleWriter current = writer;
    if (current == null) {
      current = run.recorder().writer();
      writer = current;
    }
    return current;
  }

  @Override
  public long dueNanos(Session session, long readyNanos) {
    long arrival = run.arrival(session.scenario(), session.userId());
    int user = (int) session.userId();
    if (arrival < 0 || user < 0 || arrived.get(user)) {
      return readyNanos;
    }
    arrived.set(user);
    run.reached(arrival);
    return run.recorder().arrivals().started(arrival, readyNanos);
  }

  @Override
  public int phase(Session session, long dueNanos) {
    long arrival = run.arrival(session.scenario(), session.userId());
    return arrival < 0 ? phaseAt(dueNanos) : run.plan().phaseOf(arrival);
  }

  /** Users outside the plan are recorded with what the plan does at the time. */
  private int phaseAt(long nanoTime) {
    OptionalLong zero = run.recorder().arrivals().zeroNanoTime();
    return run.plan().phaseAt(zero.isEmpty() ? 0 : nanoTime - zero.getAsLong());
  }

  /** By phase, as the run's own report; what only warms the system up would spoil every row. */
  @Override
  public @Nullable String shown(int phase, String requestName) {
    Phase of = run.plan().profile().phases().get(phase);
    if (!of.judged()) {
      return null;
    }
    while (shown.size() <= phase) {
      shown.add(new HashMap<>());
    }
    Map<String, String> names = shown.get(phase);
    String name = names.get(requestName);
    if (name == null) {
      name = of.name() + " / " + requestName;
      names.put(requestName, name);
    }
    return name;
  }

  @Override
  public void sent(int phase, String label) {
    writer().sent(phase, label);
  }

  @Override
  public void ended(
      int phase, String label, String status, long dueNanos, long sentNanos, long endNanos) {
    // The injector counts in milliseconds and may be early by less than one: a call then waited for
    // nothing.
    long responseNanos = endNanos - Math.min(dueNanos, sentNanos);
    for (int n = 0; n < askedCount; n++) {
      value(asked[n], responseNanos);
    }
    askedCount = 0;
    writer()
        .record(
            phase,
            label,
            status,
            endNanos - sentNanos,
            responseNanos,
            sentNanos - dueNanos,
            series,
            values,
            found);
    CallRecording.Call of = call;
    if (of != null && slowest.takes(phase, label, responseNanos, of)) {
      slowest.add(
          new LoopSlowest.Measured(phase, label, status, dueNanos, sentNanos, endNanos),
          of,
          series,
          values,
          found);
    }
    call = null;
    found = 0;
  }

  @Override
  public void call(CallRecording.Call next) {
    call = next;
  }

  @Override
  public void sentTo(String target) {
    writer().sentTo(target);
  }

  @Override
  public void endedAt(String target, String status) {
    writer().endedAt(target, status);
    asked[askedCount++] = seriesOfTargets.computeIfAbsent(target, Series::ofTarget);
  }

  @Override
  public void unsendable(int phase, String label) {
    writer().dropped(phase, label);
  }

  @Override
  public void value(String of, long value) {
    if (found == values.length) {
      series = Arrays.copyOf(series, 2 * found);
      values = Arrays.copyOf(values, 2 * found);
    }
    series[found] = of;
    values[found++] = value;
  }
}
