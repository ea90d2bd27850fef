package io.hybridperf.suite.answers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.watch.Analysis;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts what {@link AnswerCheck} found wrong in a run, warm-up included: the metric {@code
 * wrong-answers}.
 */
public final class WrongAnswers implements Analysis {
  private static final String METRIC = "wrong-answers";

  /** The metric {@code wrong-answers}. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          METRIC, Unit.RATIO, "answers to searches that cannot be, by the API and the data");

  /**
   * The metrics of what is wrong in them.
   *
   * @return {@code wrong-hits}, {@code wrong-scores}, {@code wrong-flags}, {@code wrong-times};
   *     their sum is {@code wrong-answers}, since of an answer the first flaw counts
   */
  public static List<Metric.External> byKind() {
    return Arrays.stream(Flaw.Kind.values()).map(Flaw.Kind::metric).toList();
  }

  /** {@return all that is measured of wrong answers} */
  public static List<Metric.External> metrics() {
    return Stream.concat(Stream.of(MEASURED), byKind().stream()).toList();
  }

  /** Looks at what was recorded. */
  public WrongAnswers() {}

  @Override
  public Findings add(RunLog log, Findings soFar) {
    long looked = 0;
    for (LoggedInterval each : log.intervals()) {
      if (each.series().equals(Series.DEGRADED)) {
        looked += each.histogram().getTotalCount();
      }
    }
    if (looked == 0) {
      Findings none = soFar;
      for (Metric.External metric : metrics()) {
        none = none.notMeasured(metric.name(), "no search was answered");
      }
      return none;
    }
    Map<String, Long> flaws = flaws(log, _ -> true);
    long wrong = flaws.values().stream().mapToLong(n -> n).sum();
    Findings found = soFar.measured(METRIC, (double) wrong, looked);
    for (Flaw.Kind kind : Flaw.Kind.values()) {
      long ofKind =
          flaws.entrySet().stream()
              .filter(each -> Flaw.valueOf(each.getKey()).kind() == kind)
              .mapToLong(Map.Entry::getValue)
              .sum();
      found = found.measured(kind.metric().name(), (double) ofKind, looked);
    }
    if (wrong == 0) {
      return found;
    }
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    flaws.forEach(detail::put);
    return found
        .detail("wrongAnswers", detail)
        .line(
            "wrong answers: %s of %s, warm-up included: %s"
                .formatted(
                    wrong,
                    looked,
                    flaws.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "))));
  }

  /**
   * {@return whether an answer came by another strategy than the request allows}
   *
   * @param log the run
   * @param phases which phases' answers count, by name
   */
  public static boolean hasWrongStrategy(RunLog log, Predicate<String> phases) {
    return flaws(log, phases).containsKey(Flaw.WRONG_STRATEGY.name());
  }

  private static Map<String, Long> flaws(RunLog log, Predicate<String> phases) {
    Map<String, Long> flaws = new TreeMap<>();
    for (LoggedInterval each : log.intervals()) {
      if (each.series().startsWith(AnswerCheck.SERIES) && phases.test(each.phase())) {
        flaws.merge(
            each.series().substring(AnswerCheck.SERIES.length()),
            each.histogram().getTotalCount(),
            Long::sum);
      }
    }
    return flaws;
  }
}
