package io.hybridperf.measurement.record;

import io.hybridperf.measurement.record.Cell.Latencies;
import io.hybridperf.measurement.record.SampleBuffer.LabelSamples;
import io.hybridperf.measurement.record.SampleBuffer.PhaseSamples;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Tag;
import io.hybridperf.measurement.run.TargetCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/** The buffers of all threads for one interval, sorted by tag. */
final class Interval implements RecordedInterval {

  final Map<Tag, List<IntCountsHistogram>> response = new TreeMap<>();
  final Map<Tag, List<IntCountsHistogram>> service = new TreeMap<>();
  final Map<Tag, List<IntCountsHistogram>> lag = new TreeMap<>();
  final Map<String, List<IntCountsHistogram>> values = new TreeMap<>();
  final Map<Tag, Long> sent = new TreeMap<>();
  final Map<Tag, Long> answered = new TreeMap<>();
  final Map<String, Long> valued = new TreeMap<>();
  final Map<Tag, Long> dropped = new TreeMap<>();
  final Map<String, TargetCounts> targets = new TreeMap<>();
  long clamped;
  long early;

  private final List<String> phaseNames;

  Interval(List<String> phaseNames) {
    this.phaseNames = phaseNames;
  }

  void add(SampleBuffer buffer) {
    clamped += buffer.clamped();
    early += buffer.early();
    buffer
        .targets()
        .forEach((name, of) -> {
          if (of.sent + of.ended > 0) {
            targets.merge(name, new TargetCounts(of.sent, of.ended, of.ok), TargetCounts::plus);
          }
        });
    for (int phase = 0; phase < buffer.phaseCount(); phase++) {
      PhaseSamples samples = buffer.samples(phase);
      if (samples != null) {
        for (LabelSamples label : samples.byLabel.values()) {
          add(new Tag(phaseNames.get(phase), label.tag, ""), label);
        }
      }
    }
  }

  private void add(Tag tag, LabelSamples label) {
    count(sent, tag, label.sent);
    count(dropped, tag, label.dropped);
    for (Cell cell : label.cells) {
      add(tag.ended(cell.statusTag), cell);
    }
  }

  private void add(Tag tag, Cell cell) {
    long answers = cell.answers();
    count(answered, tag, answers);
    Latencies latencies = cell.latencies();
    if (latencies != null && answers > 0) {
      into(response, tag, latencies.response);
      into(service, tag, latencies.service);
      into(lag, tag, latencies.lag);
    }
    for (Cell.Values each : cell.values()) {
      long n = each.histogram().getTotalCount();
      if (n > 0) {
        String name = each.tag() + "/" + tag;
        count(valued, name, n);
        into(values, name, each.histogram());
      }
    }
  }

  /** How the requests of the interval ended. */
  Answers answers() {
    return Answers.of(sent, answered);
  }

  @Override
  public void forEach(String series, BiConsumer<Tag, AbstractHistogram> each) {
    switch (series) {
      case Series.RESPONSE_TIME -> forEach(response, each);
      case Series.SERVICE_TIME -> forEach(service, each);
      case Series.DISPATCH_LAG -> forEach(lag, each);
      default -> {
        String prefix = series + "/";
        values.forEach((name, parts) -> {
          if (name.startsWith(prefix)) {
            Tag tag = Tag.parse(name.substring(prefix.length()));
            parts.forEach(part -> each.accept(tag, part));
          }
        });
      }
    }
  }

  private static void forEach(
      Map<Tag, List<IntCountsHistogram>> from, BiConsumer<Tag, AbstractHistogram> each) {
    from.forEach((tag, parts) -> parts.forEach(part -> each.accept(tag, part)));
  }

  @Override
  public Map<Tag, Long> sent() {
    return Collections.unmodifiableMap(sent);
  }

  @Override
  public Map<Tag, Long> answered() {
    return Collections.unmodifiableMap(answered);
  }

  private static <T> void count(Map<T, Long> counts, T tag, long n) {
    if (n > 0) {
      counts.merge(tag, n, Long::sum);
    }
  }

  private static <T> void into(
      Map<T, List<IntCountsHistogram>> log, T tag, IntCountsHistogram histogram) {
    log.computeIfAbsent(tag, _ -> new ArrayList<>()).add(histogram);
  }
}
