package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.TargetCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each target of a run with several got, warm-up included. They are asked in turn, so that
 * none may be far from its share; and where one never answers, what the others did is not what was
 * asked about.
 *
 * @param byTarget counts by target; empty if the run has one target only
 * @param times how long callers waited for each in judged phases
 */
record TargetShares(Map<String, TargetCounts> byTarget, Map<String, CallTimes> times) {

  /** By how much a target may fall short of an equal share, as a part of it. */
  private static final double TOLERANCE = 0.1;

  /** Calls by which it may in a short run: each event loop begins its turns with another one. */
  private static final double FEW = 50;

  TargetShares {
    byTarget = Collections.unmodifiableMap(new TreeMap<>(byTarget));
    times = Map.copyOf(times);
  }

  static TargetShares of(RunLog log) {
    Map<String, TargetCounts> sum = new TreeMap<>();
    for (Counters line : log.counters()) {
      line.targets().forEach((target, n) -> sum.merge(target, n, TargetCounts::plus));
    }
    Map<String, CallTimes> times = new TreeMap<>();
    for (String target : sum.keySet()) {
      times.put(target, log.select(new Scope("", "", target, 0)).times(Series.RESPONSE_TIME));
    }
    return new TargetShares(sum, times);
  }

  /** What each got, a line each. */
  List<String> lines() {
    return byTarget.entrySet().stream()
        .map(each ->
            "target %s: %s sent, %s answered, %s of them OK%s"
                .formatted(
                    each.getKey(),
                    each.getValue().sent(),
                    each.getValue().ended(),
                    each.getValue().ok(),
                    judged(times.get(each.getKey()))))
        .toList();
  }

  private static String judged(@Nullable CallTimes times) {
    return times == null || times.ok().getTotalCount() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; judged: p50 %.2f ms, p99 %.2f ms",
            times.percentile(50) / 1e6,
            times.percentile(99) / 1e6);
  }

  /** Why the run says nothing about all of its targets, a line each. */
  List<String> violations() {
    double share = byTarget.values().stream().mapToLong(TargetCounts::sent).average().orElse(0);
    boolean anyOk = byTarget.values().stream().anyMatch(each -> each.ok() > 0);
    List<String> violations = new ArrayList<>();
    byTarget.forEach((target, counts) -> {
      if (share > 0 && counts.sent() == 0) {
        violations.add("target %s was sent no request".formatted(target));
      } else if (share - counts.sent() > Math.max(FEW, TOLERANCE * share)) {
        violations.add(
            String.format(
                Locale.ROOT,
                "target %s was sent %d requests, where its share is %.0f",
                target,
                counts.sent(),
                share));
      } else if (anyOk && counts.ok() == 0) {
        violations.add(
            "target %s answered none of %s requests with OK, while others did"
                .formatted(target, counts.sent()));
      }
    });
    return violations;
  }
}
