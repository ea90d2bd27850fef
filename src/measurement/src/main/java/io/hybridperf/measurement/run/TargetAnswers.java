package io.hybridperf.measurement.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was recorded of one of several targets, in the form of what is recorded of all. */
final class TargetAnswers {
  private TargetAnswers() {}

  /** Its response times, by the name of those of all. */
  static List<LoggedInterval> times(List<LoggedInterval> intervals, String series) {
    return intervals.stream()
        .filter(each -> each.series().equals(series))
        .map(each ->
            new LoggedInterval(
                Series.RESPONSE_TIME,
                each.tag(),
                each.startSeconds(),
                each.endSeconds(),
                each.payload()))
        .toList();
  }

  /** How many of its calls ended how, in the seconds of all; as many were sent. */
  static List<Counters> lines(List<Counters> all, List<LoggedInterval> intervals, String series) {
    TreeMap<Double, Map<Tag, Long>> answered = new TreeMap<>();
    all.forEach(line -> answered.put(line.start(), new TreeMap<>()));
    for (LoggedInterval each : intervals) {
      var line = answered.floorEntry(each.middle());
      if (line != null && each.series().equals(series)) {
        line.getValue().merge(each.tag(), each.count(), Long::sum);
      }
    }
    List<Counters> lines = new ArrayList<>();
    for (Counters line : all) {
      Map<Tag, Long> own = answered.getOrDefault(line.start(), Map.of());
      Map<Tag, Long> sent = new TreeMap<>();
      own.forEach((tag, count) -> sent.merge(tag.ended(""), count, Long::sum));
      lines.add(
          new Counters(
              line.start(),
              line.end(),
              line.planZero(),
              sent,
              own,
              Map.of(),
              Map.of(),
              0,
              0,
              Map.of()));
    }
    return lines;
  }
}
