package io.hybridperf.gatling.grpc;

import io.gatling.core.check.Check;
import io.gatling.javaapi.core.exec.Executable;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.internal.ActionTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The calls that a scenario may make and that are recorded, as far as this is known before it runs.
 *
 * @param calls one for each place in the scenario
 * @param others whether there may be more of which nothing is known
 */
public record PlannedCalls(List<Call> calls, boolean others) {
  /** Nothing is known. */
  public static final PlannedCalls UNKNOWN = new PlannedCalls(List.of(), true);

  /**
   * A call.
   *
   * @param labels what its label may be; empty: that is not known
   * @param series what may be recorded of it beside its times; empty: that is not known
   * @param always whether no condition of the scenario decides on it
   */
  public record Call(Set<String> labels, Optional<Set<String>> series, boolean always) {
    boolean mayBe(String label) {
      return labels.isEmpty() || label.isEmpty() || labels.contains(label);
    }
  }

  public PlannedCalls {
    calls = List.copyOf(calls);
  }

  /**
   * {@return the calls of a scenario}
   *
   * @param first of its steps
   * @param steps the others
   */
  public static PlannedCalls of(Executable first, Executable... steps) {
    List<Call> calls = new ArrayList<>();
    boolean others = false;
    for (Executable step : Stream.concat(Stream.of(first), Stream.of(steps)).toList()) {
      for (ActionTree.Leaf leaf : ActionTree.leaves(step.toChainBuilder().wrapped)) {
        if (!(leaf.action() instanceof UnaryActionFactory<?, ?>(UnaryCall<?, ?> call))) {
          others = true;
        } else if (!call.silent()) {
          calls.add(new Call(call.labels().get(), series(call), leaf.always()));
        }
      }
    }
    return new PlannedCalls(calls, others);
  }

  private static Optional<Set<String>> series(UnaryCall<?, ?> call) {
    Set<String> all = new TreeSet<>();
    AnswerValues<?> values = call.values();
    if (values != null) {
      if (values.series().isEmpty()) {
        return Optional.empty();
      }
      all.addAll(values.series());
    }
    for (Check<?> check : call.checks()) {
      Optional<Set<String>> noted = GrpcChecks.series(check);
      if (noted.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(noted.get());
    }
    return Optional.of(all);
  }

  /**
   * {@return the calls that may have a label}
   *
   * @param label which; empty: any
   */
  public List<Call> of(String label) {
    return calls.stream().filter(call -> call.mayBe(label)).toList();
  }

  /** {@return the labels that are known, in alphabetical order} */
  public Set<String> labels() {
    return calls.stream()
        .flatMap(call -> call.labels().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@return whether a label may be there beside those that are known} */
  public boolean mayHaveOtherLabels() {
    return others || calls.stream().anyMatch(call -> call.labels().isEmpty());
  }

  /**
   * {@return what may be recorded of calls beside their times, in alphabetical order; empty if that
   * is not known}
   *
   * @param label of the calls; empty: of all
   */
  public Optional<Set<String>> series(String label) {
    Set<String> all = new TreeSet<>();
    for (Call call : of(label)) {
      if (call.series().isEmpty()) {
        return Optional.empty();
      }
      all.addAll(call.series().get());
    }
    return others ? Optional.empty() : Optional.of(all);
  }
}
