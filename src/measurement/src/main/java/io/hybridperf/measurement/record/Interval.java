package io.hybridperf.measurement.record;

import io.hybridperf.measurement.record.Cell.Latencies;
import io.hybridperf.measurement.record.SampleBuffer.LabelSamples;
import io.hybridperf.measurement.record.SampleBuffer.PhaseSamples;
import io.hybridperf.measurement.run.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.IntCountsHistogram;

/** The buffers of all threads for one interval, sorted by tag. */
final class Interval {

  final Map<String, List<IntCountsHistogram>> response = new TreeMap<>();
  final Map<String, List<IntCountsHistogram>> service = new TreeMap<>();
  final Map<String, List<IntCountsHistogram>> lag = new TreeMap<>();
  final Map<String, List<IntCountsHistogram>> values = new TreeMap<>();
  final List<IntCountsHistogram> okResponse = new ArrayList<>();
  final Map<String, Long> sent = new TreeMap<>();
  final Map<String, Long> answered = new TreeMap<>();
  final Map<String, Long> dropped = new TreeMap<>();
  long sentCount;
  long answeredCount;
  long okCount;
  long shedCount;
  long clamped;
  long early;

  private final List<String> phaseNames;

  Interval(List<String> phaseNames) {
    this.phaseNames = phaseNames;
  }

  void add(SampleBuffer buffer) {
    clamped += buffer.clamped();
    early += buffer.early();
    for (int phase = 0; phase < buffer.phaseCount(); phase++) {
      PhaseSamples samples = buffer.samples(phase);
      if (samples != null) {
        for (LabelSamples label : samples.byLabel.values()) {
          add(phaseNames.get(phase) + "/" + label.tag, label);
        }
      }
    }
  }

  private void add(String tag, LabelSamples label) {
    sentCount += label.sent;
    count(sent, tag, label.sent);
    count(dropped, tag, label.dropped);
    for (Cell cell : label.cells) {
      add(tag + "/" + cell.statusTag, cell);
    }
  }

  private void add(String tag, Cell cell) {
    long answers = cell.answers();
    count(answered, tag, answers);
    answeredCount += answers;
    boolean ok = cell.status.equals(Status.OK);
    okCount += ok ? answers : 0;
    shedCount += cell.status.equals(Status.RESOURCE_EXHAUSTED) ? answers : 0;
    Latencies latencies = cell.latencies();
    if (latencies != null && answers > 0) {
      into(response, tag, latencies.response);
      into(service, tag, latencies.service);
      into(lag, tag, latencies.lag);
      if (ok) {
        okResponse.add(latencies.response);
      }
    }
    for (Cell.Values each : cell.values()) {
      if (each.histogram().getTotalCount() > 0) {
        into(values, each.tag() + "/" + tag, each.histogram());
      }
    }
  }

  private static void count(Map<String, Long> counts, String tag, long n) {
    if (n > 0) {
      counts.merge(tag, n, Long::sum);
    }
  }

  private static void into(
      Map<String, List<IntCountsHistogram>> log, String tag, IntCountsHistogram histogram) {
    log.computeIfAbsent(tag, _ -> new ArrayList<>()).add(histogram);
  }
}
