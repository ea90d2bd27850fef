package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.run.Tag;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one thread recorded in one interval. Not safe for two threads at once. */
final class SampleBuffer {

  /** Intervals without a sample after which a phase's memory is given back. */
  private static final int IDLE_INTERVALS = 3;

  /** Lag below zero that the injector's rounding explains. */
  private static final long EARLY_NANOS = -1_000_000;

  /** What was seen of one label in one phase. */
  static final class LabelSamples {
    final String tag;
    long sent;
    long dropped;
    Cell[] cells = {};

    LabelSamples(String label) {
      tag = Tag.clean(label);
    }

    Cell cell(String status) {
      for (Cell cell : cells) {
        if (cell.status.equals(status)) {
          return cell;
        }
      }
      cells = Arrays.copyOf(cells, cells.length + 1);
      cells[cells.length - 1] = new Cell(status);
      return cells[cells.length - 1];
    }
  }

  /** What was seen in one phase. */
  static final class PhaseSamples {
    final Map<String, LabelSamples> byLabel = new HashMap<>();
    boolean touched;
    int idle;
  }

  /** What was seen of one target. */
  static final class TargetSamples {
    long sent;
    long ended;
    long ok;
  }

  private final Map<String, TargetSamples> targets = new HashMap<>();
  private @Nullable PhaseSamples[] phases;
  private long clamped;
  private long early;

  SampleBuffer(int phaseCount) {
    phases = new PhaseSamples[phaseCount];
  }

  private LabelSamples label(int phase, String label) {
    if (phase >= phases.length) {
      // The plan has grown.
      phases = Arrays.copyOf(phases, phase + 1);
    }
    PhaseSamples samples = phases[phase];
    if (samples == null) {
      samples = new PhaseSamples();
      phases[phase] = samples;
    }
    samples.touched = true;
    LabelSamples known = samples.byLabel.get(label);
    if (known == null) {
      known = new LabelSamples(label);
      samples.byLabel.put(label, known);
    }
    return known;
  }

  void sent(int phase, String label) {
    label(phase, label).sent++;
  }

  void sentTo(String target) {
    target(target).sent++;
  }

  void endedAt(String target, String status) {
    TargetSamples of = target(target);
    of.ended++;
    of.ok += Status.isOk(status) ? 1 : 0;
  }

  private TargetSamples target(String name) {
    TargetSamples known = targets.get(name);
    if (known == null) {
      known = new TargetSamples();
      targets.put(name, known);
    }
    return known;
  }

  Map<String, TargetSamples> targets() {
    return targets;
  }

  void dropped(int phase, String label) {
    label(phase, label).dropped++;
  }

  Cell record(
      int phase,
      String label,
      String status,
      long serviceNanos,
      long responseNanos,
      long lagNanos) {
    long lag = lagNanos;
    if (lag < 0) {
      early += lag < EARLY_NANOS ? 1 : 0;
      lag = 0;
    }
    Cell cell = label(phase, label).cell(status);
    cell.record(inRange(serviceNanos), inRange(responseNanos), inRange(lag));
    return cell;
  }

  void values(Cell cell, String[] series, long[] values, int count) {
    for (int i = 0; i < count; i++) {
      cell.value(series[i], inRange(values[i]));
    }
  }

  void value(String series, int phase, String label, String status, long value) {
    label(phase, label).cell(status).value(series, inRange(value));
  }

  private long inRange(long value) {
    if (value >= 0 && value <= RunRecorder.MAX_VALUE) {
      return value;
    }
    clamped++;
    return value < 0 ? 0 : RunRecorder.MAX_VALUE;
  }

  int phaseCount() {
    return phases.length;
  }

  /** What was seen of a phase in this interval, or null if nothing. */
  @Nullable PhaseSamples samples(int phase) {
    PhaseSamples samples = phases[phase];
    return samples != null && samples.touched ? samples : null;
  }

  /** Whether memory is held for a phase. */
  boolean holds(int phase) {
    return phases[phase] != null;
  }

  long clamped() {
    return clamped;
  }

  long early() {
    return early;
  }

  /** Makes ready for another interval and lets go of phases that are over. */
  void reset() {
    clamped = 0;
    early = 0;
    for (TargetSamples each : targets.values()) {
      each.sent = 0;
      each.ended = 0;
      each.ok = 0;
    }
    for (int phase = 0; phase < phases.length; phase++) {
      PhaseSamples samples = phases[phase];
      if (samples == null) {
        continue;
      }
      if (samples.touched) {
        samples.touched = false;
        samples.idle = 0;
        samples.byLabel.values().forEach(SampleBuffer::reset);
      } else if (++samples.idle >= IDLE_INTERVALS) {
        phases[phase] = null;
      }
    }
  }

  private static void reset(LabelSamples label) {
    label.sent = 0;
    label.dropped = 0;
    for (Cell cell : label.cells) {
      cell.reset();
    }
  }
}
