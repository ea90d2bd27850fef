package io.hybridperf.suite.answers;

import io.hybridperf.gatling.grpc.PlannedCalls;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.suite.settings.UserError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out before anything starts which gates look at calls that a simulation does not make, or at
 * what is not recorded of them.
 */
public final class CallCheck {
  private static final Set<String> TIMES =
      Set.of(Series.RESPONSE_TIME, Series.SERVICE_TIME, Series.DISPATCH_LAG);

  private CallCheck() {}

  /**
   * Looks for gates that stay empty whatever the target does.
   *
   * @throws UserError with one line for the first
   */
  public static void check(PlannedCalls calls, List<Slo> slos) {
    gates(slos)
        .forEach(slo -> {
          checkLabel(slo, calls);
          checkSeries(slo, calls);
        });
  }

  /**
   * Looks for gates on calls that are sent in other phases only, where queries are chosen by phase.
   *
   * @param judged the phases that are judged
   * @param labels of the queries that are asked in a phase
   * @throws UserError with one line for the first
   */
  public static void check(
      PlannedCalls calls, List<Phase> judged, Function<Phase, Set<String>> labels, List<Slo> slos) {
    gates(slos)
        .filter(slo -> isAskedFor(slo.scope().label(), calls))
        .forEach(slo -> {
          String label = slo.scope().label();
          Set<String> there =
              judged.stream()
                  .filter(phase -> slo.scope().includesPhase(phase.name()))
                  .flatMap(phase -> labels.apply(phase).stream())
                  .collect(Collectors.toCollection(TreeSet::new));
          if (!there.contains(label)) {
            throw new UserError(
                "slos.\"%s\".scope = \"%s\": in the phases that it looks at no query of that label is asked; %s; or set gated = false and a reason"
                    .formatted(slo.name(), slo.scope(), DidYouMean.hint(there, label)));
          }
        });
  }

  /** Whether only calls whose label a query decides can be of it. */
  private static boolean isAskedFor(String label, PlannedCalls calls) {
    List<PlannedCalls.Call> all = calls.of(label);
    return !label.isEmpty()
        && !calls.others()
        && !all.isEmpty()
        && all.stream().allMatch(call -> call.labels().size() > 1);
  }

  private static Stream<Slo> gates(List<Slo> slos) {
    return slos.stream().filter(slo -> slo.gated() && !(slo.metric() instanceof Metric.External));
  }

  private static void checkLabel(Slo slo, PlannedCalls calls) {
    String label = slo.scope().label();
    Set<String> labels = calls.labels();
    if (!label.isEmpty() && !calls.mayHaveOtherLabels() && !labels.contains(label)) {
      throw new UserError(
          "slos.\"%s\".scope = \"%s\": this simulation sends no request of that label; %s; or set gated = false and a reason"
              .formatted(slo.name(), slo.scope(), DidYouMean.hint(labels, label)));
    }
  }

  private static void checkSeries(Slo slo, PlannedCalls calls) {
    String label = slo.scope().label();
    Optional<Set<String>> recorded = calls.series(label);
    Optional<String> wanted = series(slo);
    if (wanted.isEmpty() || recorded.isEmpty()) {
      return;
    }
    Set<String> there =
        recorded.get().stream()
            .filter(series -> isRecorded(series, label, calls))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!there.contains(wanted.get())) {
      throw new UserError(
          "slos.\"%s\".metric = \"%s\": this simulation records no \"%s\"%s; %s; or set gated = false and a reason"
              .formatted(
                  slo.name(),
                  slo.metric().name(),
                  wanted.get(),
                  label.isEmpty() ? "" : " of '" + label + "'",
                  DidYouMean.hint(there, wanted.get())));
    }
  }

  private static boolean isRecorded(String series, String label, PlannedCalls calls) {
    Set<String> labels = label.isEmpty() ? calls.labels() : Set.of(label);
    return (label.isEmpty() && calls.mayHaveOtherLabels())
        || labels.stream().anyMatch(each -> Queries.mayHave(each, series));
  }

  private static Optional<String> series(Slo slo) {
    return slo.metric() instanceof Metric.Distribution metric && !TIMES.contains(metric.series())
        ? Optional.of(metric.series())
        : Optional.empty();
  }

  /** Of a single phase, and of calls that a condition decides on, which may look at the phase. */
  private static boolean isUpToUsers(Slo slo, PlannedCalls calls) {
    return !slo.scope().phase().isEmpty()
        && calls.of(slo.scope().label()).stream().noneMatch(PlannedCalls.Call::always);
  }

  /** {@return a line for each gate of which it is not known before whether it will be measured} */
  public static Stream<String> doubts(PlannedCalls calls, List<Slo> slos) {
    return gates(slos)
        .flatMap(slo -> {
          String label = slo.scope().label();
          Stream<String> labels =
              label.isEmpty()
                  ? Stream.empty()
                  : !calls.labels().contains(label)
                      ? Stream.of("sends \"%s\"".formatted(label))
                      : isUpToUsers(slo, calls)
                          ? Stream.of("sends \"%s\" in %s".formatted(label, slo.scope().phase()))
                          : Stream.empty();
          Stream<String> series =
              series(slo).stream()
                  .filter(_ -> calls.series(label).isEmpty())
                  .map("records \"%s\""::formatted);
          return Stream.concat(labels, series)
              .map(what ->
                  "planned: whether this simulation %s is not known before; if not, \"%s\" will be NOT MEASURED"
                      .formatted(what, slo.name()));
        });
  }
}
