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
 * What each target of a run with several got, and each server behind a name, warm-up included.
 * Targets are asked in turn, so that none may be far from its share, unless calls go to those with
 * fewer waiting. Where one gets nothing or never answers, what the others did is not what was asked
 * about. Servers behind a name may come and go.
 *
 * <p>A name often has addresses of both kinds, IPv4 and IPv6, of servers that listen on one: where
 * none of a kind answers and those of the other do, that is said, and is no violation.
 *
 * @param byTarget counts by target, or by server as {@code dns:///name:port at 10.0.0.3:50051};
 *     empty if the run has one target only
 * @param times how long callers waited for each in judged phases
 * @param inTurn whether targets are asked in turn
 */
record TargetShares(
    Map<String, TargetCounts> byTarget, Map<String, CallTimes> times, boolean inTurn) {

  /** By how much a target may fall short of an equal share, as a part of it. */
  private static final double TOLERANCE = 0.1;

  /** Calls by which it may in a short run: each event loop begins its turns with another one. */
  private static final double FEW = 50;

  /** Between a name and the address of a server behind it. */
  private static final String AT = " at ";

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
    String balancing = log.info().parameters().getOrDefault("balancing", "round_robin");
    return new TargetShares(sum, times, balancing.equals("round_robin"));
  }

  /** What each got, a line each. */
  List<String> lines() {
    return byTarget.entrySet().stream()
        .map(each ->
            "target %s: %s sent, %s answered, %s of them OK%s%s"
                .formatted(
                    each.getKey(),
                    each.getValue().sent(),
                    each.getValue().ended(),
                    each.getValue().ok(),
                    judged(times.get(each.getKey())),
                    isOfOtherKind(each.getKey())
                        ? "; no address of its kind answers, those of the other do"
                        : ""))
        .toList();
  }

  /**
   * Whether a server is behind a name of which the other kind of addresses answers, and no other.
   */
  private boolean isOfOtherKind(String server) {
    int end = server.indexOf(AT);
    if (end < 0) {
      return false;
    }
    String name = server.substring(0, end + AT.length());
    return !answers(name, isIpV6(server)) && answers(name, !isIpV6(server));
  }

  private boolean answers(String name, boolean ipV6) {
    return byTarget.entrySet().stream()
        .anyMatch(each ->
            each.getKey().startsWith(name)
                && isIpV6(each.getKey()) == ipV6
                && each.getValue().ok() > 0);
  }

  private static boolean isIpV6(String server) {
    return server.contains(AT + "[");
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
    double share =
        byTarget.entrySet().stream()
            .filter(each -> !each.getKey().contains(AT))
            .mapToLong(each -> each.getValue().sent())
            .average()
            .orElse(0);
    boolean anySent = byTarget.values().stream().anyMatch(each -> each.sent() > 0);
    boolean anyOk = byTarget.values().stream().anyMatch(each -> each.ok() > 0);
    List<String> violations = new ArrayList<>();
    byTarget.forEach((target, counts) -> {
      if (isOfOtherKind(target)) {
        return;
      }
      if (anySent && counts.sent() == 0) {
        violations.add("target %s was sent no request".formatted(target));
      } else if (inTurn
          && !target.contains(AT)
          && share - counts.sent() > Math.max(FEW, TOLERANCE * share)) {
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
